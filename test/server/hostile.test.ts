import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tokenOf } from "../api/support.ts";
import { KEY, type RunningService, startService } from "./support.ts";

let service: RunningService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.close());

function open(): Promise<Socket> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Sends bytes as they are; gives status and code of each answer until the connection ends. */
async function exchange(...lines: string[]): Promise<string[]> {
  const socket = await open();
  let answers = "";
  socket.on("data", (data) => (answers += data));
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  await ended;
  return [...answers.matchAll(/HTTP\/1\.1 (\d+)|"code":"(\w+)"/g)].map((match) => match[1] ?? (match[2] as string));
}

const END = ["Host: x", "Connection: close"];

describe("a hostile sender", () => {
  it("gains nothing by odd request targets", async () => {
    expect(await exchange("GET //evil.example/api/streak/ HTTP/1.1", ...END)).toEqual(["404", "not_found"]);
    expect(await exchange("GET // HTTP/1.1", ...END)).toEqual(["404", "not_found"]);
    expect(await exchange("GET http://evil.example/healthz HTTP/1.1", ...END)).toEqual(["200"]);
    expect(await exchange("OPTIONS * HTTP/1.1", ...END)).toEqual(["404", "not_found"]);
    expect(await exchange("GET /v1/users/%zz/streak HTTP/1.1", `Authorization: Bearer ${KEY}`, ...END)).toEqual([
      "400",
      "request_invalid",
    ]);
    expect(await exchange("GET /v1/users/../../healthz HTTP/1.1", ...END)).toEqual(["200"]);
  });

  it("gains nothing by odd methods", async () => {
    expect(await exchange("TRACE /api/streak/ HTTP/1.1", ...END)).toEqual(["405", "method_not_allowed"]);
    expect(await exchange("PURGE /api/streak/ HTTP/1.1", ...END)).toEqual(["405", "method_not_allowed"]);
  });

  it("may send a body with GET, which nobody reads", async () => {
    const headers = [`Authorization: Bearer ${tokenOf("ada")}`, "Content-Length: 2", ...END];
    expect(await exchange("GET /api/streak/ HTTP/1.1", ...headers, "", "{}")).toEqual(["200"]);
  });

  it("who hangs up in mid-body leaves nothing behind", async () => {
    for (const credentials of [KEY, "wrong"]) {
      const socket = await open();
      const answered = new Promise((resolve) => socket.once("data", resolve));
      const head = ["POST /v1/activities HTTP/1.1", "Host: x", `Authorization: Bearer ${credentials}`];
      const body = [
        "Content-Type: application/x-ndjson",
        "Content-Length: 1000",
        "Expect: 100-continue",
        "",
        '{"user_id":',
      ];
      socket.write([...head, ...body].join("\r\n"));
      await answered;
      socket.destroy();
    }
    const requests = (): unknown[] => service.log.filter(({ msg }) => msg === "request").map(({ status }) => status);
    await expect.poll(() => requests().length).toBe(2);
    // Whether the refusal goes out before the sender is gone is a race that nobody needs to win.
    expect(requests().every((status) => status === 499 || status === 401)).toBe(true);
    const { status } = await service.call("POST", "/api/activity/update/", { as: "ada" });
    expect(status).toBe(200);
    await service.close();
    expect(service.log.filter(({ level }) => (level as number) >= 50)).toEqual([]);
  });

  it("may call a hundred times at once", async () => {
    const calls = Array.from({ length: 100 }, () => service.call("POST", "/api/activity/update/", { as: "ada" }));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const streak = await service.tracker.streak("ada");
    expect(streak?.current_streak).toBe(1);
  });
});
