import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "./lms-process.ts";

interface Streak {
  readonly current_streak: number;
  readonly today: { readonly status: string; readonly problems_solved: number };
}

/** What a small example platform does, run as its reader would: a process of its own, over real HTTP. */
export function testSmallPlatform(name: "fastify" | "hono"): void {
  const main = fileURLToPath(new URL(`../../examples/${name}/main.ts`, import.meta.url));
  let url: string;
  let stop: () => Promise<number | null>;

  beforeAll(async () => {
    const [folder, remove] = await temporaryFolder();
    const child = spawn(process.execPath, ["--conditions=daystreak-src", main], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", PORT: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    stop = async () => {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
      await remove();
      return child.exitCode;
    };
    let printed = "";
    url = await new Promise((resolve, reject) => {
      const read = (chunk: string): void => {
        printed += chunk;
        const found = /(http:\/\/\S+)\/\n/.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      };
      child.stdout.setEncoding("utf8").on("data", read);
      child.stderr.setEncoding("utf8").on("data", read);
      child.on("close", (code) => reject(new Error(`ended with code ${code}: ${printed}`)));
    });
  });

  async function call(method: string, path: string, token?: string, body?: unknown): Promise<Response> {
    return await fetch(url + path, {
      method,
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  describe(`the ${name} example`, () => {
    test("from signing in to a complete day", async () => {
      const refused = await call("POST", "/api/auth/login/", undefined, { username: "nobody" });
      expect(refused.status).toBe(401);
      const login = await call("POST", "/api/auth/login/", undefined, { username: "amara" });
      const { access } = (await login.json()) as { access: string };
      const streak = async (): Promise<Streak> => (await (await call("GET", "/api/streak/", access)).json()) as Streak;
      expect(await streak()).toMatchObject({ current_streak: 1, today: { status: "partial", problems_solved: 0 } });

      expect((await call("GET", "/lessons/sums")).status).toBe(401);
      expect(await (await call("GET", "/lessons/sums", access)).json()).toMatchObject({ problem: "three-and-four" });
      const wrong = await call("POST", "/problems/three-and-four/solve", access, { answer: 8 });
      expect([wrong.status, await wrong.json()]).toEqual([200, { correct: false }]);
      expect((await streak()).today.problems_solved).toBe(0);
      const right = await call("POST", "/problems/three-and-four/solve", access, { answer: 7 });
      expect([right.status, await right.json()]).toEqual([201, { correct: true }]);
      expect(await streak()).toMatchObject({ current_streak: 1, today: { status: "complete", problems_solved: 1 } });

      const explained = await (await call("GET", "/api/streak/explain/", access)).json();
      expect(JSON.stringify(explained)).toContain('"lesson_view"');
      const update = await call("POST", "/api/activity/update/", access);
      expect([update.status, await update.json()]).toMatchObject([200, { success: true }]);
    });

    test("a path of nobody is the platform's own 404 or 401, one of Daystreak's asks for a token", async () => {
      expect([401, 404]).toContain((await call("GET", "/nothing")).status);
      const asked = await call("GET", "/api/streak/");
      expect([asked.status, await asked.json()]).toMatchObject([401, { code: "credentials_missing" }]);
    });

    test("ends by itself when it is told to, with nothing lost", async () => {
      expect(await stop()).toBe(0);
      stop = async () => 0;
    });
  });

  afterAll(async () => {
    await stop();
  });
}
