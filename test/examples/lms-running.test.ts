import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StreakAnswer } from "../../client/src/wire.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { callsOf, type Exercise } from "./lms-calls.ts";
import { createLmsStage, startLms, temporaryFolder } from "./lms-process.ts";

const stage = createLmsStage();
const { start, stop } = stage;
const { call, signIn, solve } = callsOf(() => stage.lms);

describe("the process", () => {
  beforeEach(start);
  afterEach(stop);

  test("a restart keeps the streak, the progress and the session", async () => {
    const { access } = await signIn();
    await solve(access, "factors-of-36", "9");
    const before = (await call<StreakAnswer>("GET", "/api/streak/", access)).body;
    expect(await stage.lms.stop()).toBe(0);
    await stage.startAgain();
    const after = (await call<StreakAnswer>("GET", "/api/streak/", access)).body;
    expect(after).toEqual({ ...before, as_of: after.as_of });
    expect((await call<Exercise>("GET", "/api/lms/problems/factors-of-36/", access)).body.solved).toBe(true);
  });

  test("a solved problem survives a kill right after its answer", async () => {
    const { access } = await signIn();
    await solve(access, "factors-of-36", "9");
    await stage.lms.stop("SIGKILL");
    await stage.startAgain();
    expect((await call<StreakAnswer>("GET", "/api/streak/", access)).body.today.problems_solved).toBe(1);
  });

  test("runs on PostgreSQL by setting DATABASE_URL", async () => {
    const { url, drop } = await freshDatabase();
    await stage.lms.stop();
    await stage.startAgain({ DATABASE_URL: url });
    const { access } = await signIn();
    await solve(access, "factors-of-36", "9");
    await stage.lms.stop();
    await stage.startAgain({ DATABASE_URL: url });
    expect((await call<StreakAnswer>("GET", "/api/streak/", access)).body.today.problems_solved).toBe(1);
    await stage.lms.stop();
    await drop();
  });

  test("prints the address and the demo learners", () => {
    expect(stage.lms.printed()).toContain(`${stage.lms.address}/`);
    expect(stage.lms.printed()).toContain("amara / learn-daily");
  });

  test("says what to do when the port is taken", async () => {
    const port = new URL(stage.lms.address).port;
    const [other, removeOther] = await temporaryFolder();
    await expect(startLms(other, { PORT: port })).rejects.toThrow(
      new RegExp(`code 1: Port ${port} is taken. Choose another: PORT=`),
    );
    await expect(startLms(other, { PORT: "seven" })).rejects.toThrow(/code 1: PORT must be a number/);
    await expect(startLms(other, { DATABASE_URL: "nonsense" })).rejects.toThrow(/code 1: .*DATABASE|database/i);
    await removeOther();
  });
});

describe("the page", () => {
  beforeAll(start);
  afterAll(stop);

  test("is served for its addresses, with every file it names", async () => {
    for (const path of ["/", "/courses/numbers", "/lessons/factors", "/problems/prime-91", "/settings"]) {
      const { status, body } = await call("GET", path);
      expect(status).toBe(200);
      expect(body).toContain("<title>Small Steps</title>");
    }
    expect((await call("GET", "/elsewhere")).status).toBe(404);
    const seen = new Set<string>();
    const visit = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      const { status, body } = await call<string>("GET", path);
      expect([path, status]).toEqual([path, 200]);
      for (const [, found = ""] of body.matchAll(/(?:from "|src="|href=")(\.{0,2}\/[\w./-]+\.\w+)"/g)) {
        await visit(new URL(found, stage.lms.address + path).pathname);
      }
    };
    await visit("/");
    expect([...seen]).toEqual(expect.arrayContaining(["/static/style.css", "/static/app.js"]));
  });

  test("loads nothing from elsewhere", async () => {
    const { body } = await call("GET", "/");
    expect(body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const response = await fetch(stage.lms.address);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
  });
});
