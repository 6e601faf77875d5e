import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { cli, ended, startCli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const COURSE = readFileSync(new URL("../fixtures/oulad-aaa-2013j-extract.csv", import.meta.url), "utf8");
const COURSE_FLAGS = [
  "--user",
  "id_student",
  "--day",
  "date",
  "--start",
  "2013-10-01",
  "--type-value",
  "course_view",
  "--ref",
  "id_site",
];
writeFileSync(join(folder, "course.csv"), COURSE);
writeFileSync(join(folder, "course.csv.gz"), gzipSync(COURSE));
writeFileSync(
  join(folder, "mixed.csv"),
  "user_id,type,at,ref\nann,problem_solved,2026-06-01T10:00:00Z,p1\nann,problem_solved,soon,p2\nbob,lesson_view,2026-06-01T10:00:00Z,l1\n",
);

interface Report {
  rows: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  users: number;
  refusals: { code: string; first: unknown[] }[];
}

/** Everything stored about all users' streaks. */
async function stored(database: string): Promise<unknown[]> {
  const store = await openStore(`sqlite:${join(folder, database)}`);
  try {
    const users = await store.users(1000);
    return users.map(({ userId, days, presence }) => [userId, [...days.active], presence]);
  } finally {
    await store.close();
  }
}

describe("daystreak import", () => {
  it("takes in a compressed CSV and says what became of it", async () => {
    const { code, out, err } = await cli(
      ["import", "course.csv.gz", ...COURSE_FLAGS, "--database", "sqlite:./gz.db"],
      folder,
    );
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Read 2,937 rows of 12 users in \d+\.\d s \([\d,]+ rows\/s\)\.\n {2}accepted +[\d,]+\n {2}duplicates +[\d,]+\n {2}refused +0\n$/,
    );
  });

  it("is safe to run twice", async () => {
    const args = ["import", "course.csv", ...COURSE_FLAGS, "--database", "sqlite:./twice.db", "--json"];
    const first = (await cli(args, folder)).json<Report>();
    const before = await stored("twice.db");
    const again = (await cli(args, folder)).json<Report>();
    expect(first.accepted + first.duplicates).toBe(2937);
    expect(again).toMatchObject({ accepted: 0, duplicates: 2937 });
    expect(await stored("twice.db")).toEqual(before);
  });

  it("ends the same after it was killed half-way and run again", async () => {
    const args = ["import", "-", ...COURSE_FLAGS, "--database", "sqlite:./killed.db", "--chunk-rows", "200"];
    const child = startCli(args, folder);
    child.stdin?.write(COURSE.slice(0, COURSE.length / 2));
    const watched = await openStore(`sqlite:${join(folder, "killed.db")}`);
    try {
      await expect.poll(async () => (await watched.users(100)).length).toBeGreaterThan(5);
    } finally {
      await watched.close();
    }
    child.kill("SIGKILL");
    await ended(child);
    const { code } = await cli(args, folder, { stdin: COURSE });
    expect(code).toBe(0);
    await cli(["import", "course.csv", ...COURSE_FLAGS, "--database", "sqlite:./whole.db"], folder);
    expect(await stored("killed.db")).toEqual(await stored("whole.db"));
  });

  it("stops at Ctrl-C with 130 and keeps what it wrote", async () => {
    const args = ["import", "-", ...COURSE_FLAGS, "--database", "sqlite:./stopped.db", "--chunk-rows", "200"];
    const child = startCli(args, folder);
    const result = ended(child);
    child.stdin?.on("error", () => undefined);
    child.stdin?.write(COURSE.slice(0, COURSE.length / 2));
    const watched = await openStore(`sqlite:${join(folder, "stopped.db")}`);
    try {
      await expect.poll(async () => (await watched.users(100)).length).toBeGreaterThan(5);
    } finally {
      await watched.close();
    }
    child.kill("SIGINT");
    const { code, out } = await result;
    expect([code, out.includes("Stopped. What was imported stays")]).toEqual([130, true]);
    expect((await stored("stopped.db")).length).toBeGreaterThan(5);
  });

  it("ends with 1 where rows were refused, names them, and keeps them in a file that can be imported", async () => {
    const args = ["mixed.csv", "--database", "sqlite:./mixed.db", "--rejects", "refused.ndjson"];
    const { code, out } = await cli(["import", ...args], folder);
    expect(code).toBe(1);
    expect(out).toContain("1 × at_invalid: soon is no ISO 8601 instant");
    expect(out).toContain("mixed.csv:3");
    expect(out).toContain("refused rows are in refused.ndjson");
    const refused = readFileSync(join(folder, "refused.ndjson"), "utf8");
    expect(JSON.parse(refused)).toEqual({
      user_id: "ann",
      type: "problem_solved",
      at: "soon",
      ref: "p2",
      _source: "mixed.csv",
      _line: 3,
      _code: "at_invalid",
      _detail: expect.any(String),
    });
    const corrected = refused.replace('"soon"', '"2026-06-02T10:00:00Z"');
    const second = await cli(["import", "-", "--database", "sqlite:./mixed.db", "--json"], folder, {
      stdin: corrected,
    });
    expect([second.code, second.json<Report>().accepted]).toEqual([0, 1]);
  });

  it("reads ndjson and compressed text from standard input", async () => {
    const lines = '{"user_id":7,"type":"request","at":"2026-06-01T10:00:00Z","zone":"Asia/Tokyo"}\n';
    const args = ["import", "-", "--database", "sqlite:./stdin.db", "--json"];
    expect((await cli(args, folder, { stdin: lines })).json()).toMatchObject({ rows: 1, accepted: 1 });
    const again = await cli(args, folder, { stdin: gzipSync(lines.repeat(3)) });
    expect(again.json()).toMatchObject({ rows: 3, rejected: 0, users: 1 });
  });

  it("imports several files in one go", async () => {
    const other = "user_id,type,at\ncid,request,2026-06-01T10:00:00Z\n";
    writeFileSync(join(folder, "other.csv"), other);
    const { code, ...result } = await cli(["import", "other.csv", "mixed.csv", "--dry-run", "--json"], folder);
    expect(code).toBe(1);
    expect(result.json()).toMatchObject({
      rows: 4,
      users: 3,
      refusals: [{ code: "at_invalid", first: [{ source: "mixed.csv", line: 3 }] }],
    });
  });

  it("writes nothing in a dry run", async () => {
    const { code, out } = await cli(["import", "course.csv", ...COURSE_FLAGS, "--dry-run"], folder);
    expect(code).toBe(0);
    expect(out).toContain("Nothing was written");
    expect((await cli(["check"], folder)).code).toBe(3);
  });

  it("judges by the rules of --rules and keeps them for whoever looks later", async () => {
    writeFileSync(join(folder, "rules.json"), '{"goal":{"problems":1},"milestones":[5]}');
    const database = ["--database", "sqlite:./rules.db"];
    await cli(["import", "mixed.csv", ...database, "--rules", "rules.json"], folder);
    const { streak } = (await cli(["inspect", "ann", ...database, "--json"], folder)).json<{
      streak: Record<string, unknown>;
    }>();
    expect(streak).toMatchObject({ goal: { max_streak: 1 }, next_milestone: { days: 5 } });
  });

  it("names the line of a quote that is never closed", async () => {
    const { code, err } = await cli(["import", "-"], folder, { stdin: 'user_id,type,at\nann,"request,2026\n' });
    expect([code, err]).toEqual([2, expect.stringContaining("line 2: a quoted field begins here and never ends")]);
  });
});
