import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { SECRET } from "../api/secret.ts";
import { tokenOf } from "../api/support.ts";
import { jsonOf, type RunningService, startService } from "./support.ts";

let service: RunningService | undefined;
afterEach(async () => {
  await service?.close();
  service = undefined;
});
const start = async (...args: Parameters<typeof startService>): Promise<RunningService> => {
  service = await startService(...args);
  return service;
};
const folder = mkdtempSync(join(tmpdir(), "daystreak-stop-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the end of a service", () => {
  it("finishes what it accepted, tells others to go elsewhere, and keeps every acknowledged activity", async () => {
    const database = `sqlite:${join(folder, "stopped.db")}`;
    const { call, close, tracker, url } = await start({ database });
    let send: (text: string) => void = () => undefined;
    let end: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (text) => controller.enqueue(new TextEncoder().encode(text));
        end = () => controller.close();
      },
    });
    const headers = { "content-type": "application/x-ndjson" };
    const accepted = call("POST", "/v1/activities", { body, headers, duplex: "half" });
    send(Array.from({ length: 1_000 }, (_, i) => `{"user_id":"ada","type":"problem_solved","ref":"${i}"}\n`).join(""));
    await expect.poll(() => tracker.stats().accepted).toBe(1_000);

    const closed = close();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const notReady = await fetch(`${url}/readyz`);
    expect([notReady.status, (await jsonOf(notReady)).code]).toEqual([503, "closed"]);
    const refused = await call("POST", "/api/activity/update/", { as: "grace" });
    expect([refused.status, (await jsonOf(refused)).code]).toEqual([503, "closed"]);
    expect(refused.headers.get("retry-after")).not.toBeNull();

    send('{"user_id":"ada","type":"problem_solved","ref":"last"}\n');
    end();
    expect(await jsonOf(await accepted)).toEqual({ accepted: 1_001, duplicates: 0, rejected: [] });
    await closed;
    await close();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();

    const again = await start({ database });
    const streak = await jsonOf(await again.call("GET", "/v1/users/ada/streak"));
    expect(streak.today.problems_solved).toBe(1_001);
    expect((await again.call("GET", "/v1/users/grace/streak")).status).toBe(404);
  });

  it("waits for no sender who never ends", async () => {
    const { call, close, tracker } = await start({}, { stopWithinMs: 1 });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("\n".repeat(10))),
    });
    const stuck = call("POST", "/v1/activities", {
      body,
      headers: { "content-type": "application/x-ndjson" },
      duplex: "half",
    });
    const ended = expect(stuck).rejects.toThrow();
    await call("POST", "/api/activity/update/", { as: "ada" });
    await close();
    await ended;
    await expect(tracker.record({ userId: "ada", type: "heartbeat" })).rejects.toMatchObject({ code: "closed" });
  });
});

describe("a process", () => {
  const main = join(import.meta.dirname, "../../src/cli/main.ts");

  it.each(["SIGTERM", "SIGINT"] as const)("ends with 0 on %s, with everything written", async (signal) => {
    const database = `sqlite:${join(folder, `${signal}.db`)}`;
    const running = promisify(execFile)(process.execPath, [
      "--conditions=daystreak-src",
      main,
      ...["serve", "--port", "0", "--database", database, "--jwt-secret", SECRET],
    ]);
    const url = await new Promise<string>((resolve) => {
      let out = "";
      running.child.stdout?.on("data", (data) => {
        out += data;
        const found = /"url":"([^"]+)"/.exec(out);
        if (found !== null) resolve(found[1] as string);
      });
    });
    const authorization = `Bearer ${tokenOf("ada")}`;
    expect((await fetch(`${url}/api/activity/update/`, { method: "POST", headers: { authorization } })).status).toBe(
      200,
    );
    running.child.kill(signal);
    const { stdout } = await running;
    expect(running.child.exitCode).toBe(0);
    expect(stdout).toContain('"msg":"stopped"');
    const { call } = await start({ database });
    expect((await call("GET", "/v1/users/ada/streak")).status).toBe(200);
  });
});
