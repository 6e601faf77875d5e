import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const COMMANDS = [
  "serve",
  "migrate",
  "keys",
  "import",
  "inspect",
  "explain",
  "check",
  "doctor",
  "rebuild",
  "backup",
  "restore",
  "simulate",
];
writeFileSync(join(folder, "bad-rules.json"), '{"freezes":3}');
writeFileSync(join(folder, "no-json.json"), "{");
writeFileSync(join(folder, "a.csv"), "user_id,type,at\nann,request,2026-06-01T10:00:00Z\n");

describe("daystreak", () => {
  it("lists its commands and exit codes", async () => {
    const { code, out } = await cli(["--help"], folder);
    expect(code).toBe(0);
    for (const name of COMMANDS) expect(out).toContain(`  ${name} `);
    expect(out).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}3 .*\n {2}4 .*\n {2}130 /);
  });

  it("says its version", async () => {
    const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect((await cli(["--version"], folder)).out).toBe(`${manifest.version}\n`);
  });

  it.each(COMMANDS)("explains %s with flags and examples", async (name) => {
    const { code, out } = await cli([name, "--help"], folder);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^daystreak ${name}: .*\n\nUsage: daystreak ${name} `));
    expect(out).toContain("--json");
    expect(out).toMatch(/Examples:\n {2}# .+\n {2}.*daystreak/);
    expect((await cli(["help", name], folder)).out).toBe(out);
  });

  it("shows the help and ends with 2 where no command is given", async () => {
    const { code, out } = await cli([], folder);
    expect([code, out.includes("Commands:")]).toEqual([2, true]);
  });

  it.each([
    [["imprt"], /did you mean import\?/],
    [["--wat"], /there is no flag --wat before a command/],
    [["import"], /say which file to import/],
    [["import", "none.csv"], /cannot read none\.csv: ENOENT/],
    [["import", "a.csv", "--usr", "x"], /no flag --usr; did you mean --user\?/],
    [["import", "a.csv", "--user"], /--user/],
    [["import", "a.csv", "--user", "who"], /a\.csv: there is no column "who"; the file has: user_id, type, at/],
    [["import", "a.csv", "--unit", "days"], /--unit must be one of s, ms, iso/],
    [["import", "a.csv", "--delimiter", ",,"], /--delimiter must be one character/],
    [["import", "a.csv", "--type-map", "x"], /--type-map takes WORD=TYPE/],
    [["import", "a.csv", "--rejects", "no/such/folder"], /cannot be written to no\/such\/folder/],
    [["import", "a.csv", "--chunk-rows", "0"], /--chunk-rows must be a whole number from 1/],
    [["import", "a.csv", "--rules", "bad-rules.json"], /freezes/],
    [["import", "a.csv", "--rules", "no-json.json"], /the rules of no-json\.json cannot be read/],
    [["import", "a.csv", "--default-zone", "Mars"], /the default zone Mars is no zone/],
    [["inspect"], /say which user/],
    [["inspect", "a", "b"], /only one user at a time/],
    [["inspect", "a", "--as-of", "yesterday"], /--as-of must be ISO 8601 with an offset/],
    [["inspect", "a", "--database", "mysql://x"], /must start with sqlite:/],
    [["explain", "a", "--date", "2026-02-30"], /--date must be an existing date/],
    [["explain", "a", "--days", "-1"], /--days must be a whole number/],
    [["check", "--miss", "3"], /--miss goes with --simulate-days/],
    [["check", "--simulate-days", "5", "--miss", "9"], /--miss takes days from 1 to 5/],
    [["check", "--simulate-days", "5", "--write", "--user-id", "ann"], /begin it with daystreak-check-/],
    [["simulate", "--seed", "a b"], /--seed must be/],
    [["simulate", "--zones", "Asia/Tokyo,Moon"], /"Moon" is no zone/],
    [["simulate", "--until", "2999-01-01"], /lies in the future/],
    [["keys"], /say one of create, list, revoke/],
    [["keys", "create", "--name", "a"], /--scope must list some of ingest, read, support, admin/],
    [["keys", "create", "--scope", "read"], /--name must say what the key is for/],
    [["keys", "create", "--name", "a", "--scope", "read", "--limit", "0"], /--limit must be a whole number from 1/],
    [["keys", "list", "k1"], /keys list does not take "k1"/],
    [["keys", "revoke"], /say which key to revoke/],
    [["serve", "now"], /serve takes flags only/],
    [["serve"], /DAYSTREAK_JWT_SECRET .* is missing/],
  ])("refuses %j with 2 and says why", async (args, reason) => {
    const { code, out, err } = await cli(args, folder);
    expect(err).toMatch(reason);
    expect(err).toMatch(/\nTry: daystreak .*--help\n$/);
    expect([code, out]).toEqual([2, ""]);
  });

  it("ends with 3 where the database is not there, and leaves no file behind", async () => {
    const { code, err } = await cli(["inspect", "ann"], folder);
    expect([code, err]).toEqual([
      3,
      "daystreak: there is no database at ./data/daystreak.db: name it with --database sqlite:PATH or DATABASE_URL\n",
    ]);
    const unreachable = await cli(["migrate"], folder, { env: { DATABASE_URL: "postgres://127.0.0.1:1/none" } });
    expect([unreachable.code, unreachable.err]).toEqual([3, expect.stringMatching(/cannot be reached/)]);
    expect((await cli(["check", "--json"], folder)).code).toBe(3);
  });

  it("tells errors as JSON to scripts", async () => {
    const { code, out, err } = await cli(["inspect", "ann", "--json"], folder);
    expect([code, out]).toEqual([3, ""]);
    expect(JSON.parse(err)).toEqual({ error: { code: "storage_unavailable", message: expect.any(String) } });
  });
});

describe("daystreak migrate", () => {
  it("brings an empty database to the schema, and again changes nothing", async () => {
    const args = ["migrate", "--database", "sqlite:./migrate.db", "--json"];
    const first = await cli(args, folder);
    expect(first.code).toBe(0);
    expect(first.json()).toMatchObject({ store: "sqlite", schema_version: expect.any(Number) });
    expect((await cli(args, folder)).out).toBe(first.out);
  });
});
