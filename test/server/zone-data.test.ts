import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { readPackedZones } from "../../src/core/packed-zones.ts";
import { readZoneFile } from "../../src/server/zone-file.ts";
import { cli, ended, startCli, testFolder } from "../cli/run-cli.ts";

interface Packed {
  version: string;
  zones: string[];
  links: string[];
}

const KEY = "key_for_tests";
const packed = createRequire(import.meta.url).resolve("moment-timezone/data/packed/latest.json");
const newest = (): Packed => JSON.parse(readFileSync(packed, "utf8")) as Packed;
/** Tokyo as if its clocks had always been nine or ten hours ahead; the packed form has minutes west of UTC, base 60. */
const withTokyo = (version: string, hours: "9" | "a"): Packed => ({
  ...newest(),
  version,
  zones: newest().zones.map((zone) => (zone.startsWith("Asia/Tokyo|") ? `Asia/Tokyo|JST|-${hours}0|0||` : zone)),
});
const folder = testFolder();
const file = join(folder, "zones.json");
const store = (data: unknown): void => writeFileSync(file, JSON.stringify(data));

/** The next line of the log that says so. */
function logged(child: ChildProcess): (message: string) => Promise<Record<string, string>> {
  const lines: Record<string, string>[] = [];
  const waiting: (() => void)[] = [];
  if (child.stdout === null) throw new Error("the service has no output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(JSON.parse(line) as Record<string, string>);
    for (const look of waiting.splice(0)) look();
  });
  return async (message) => {
    for (;;) {
      const at = lines.findIndex(({ msg }) => msg === message);
      if (at >= 0) return lines.splice(0, at + 1).at(-1) as Record<string, string>;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
}

it("takes newer time zone data while it runs, and keeps it where the file is broken", async () => {
  store(withTokyo("2090a", "9"));
  const env = {
    DAYSTREAK_JWT_SECRET: "a-secret-of-at-least-32-characters",
    DAYSTREAK_API_KEY: KEY,
    DAYSTREAK_ZONE_DATA: file,
    DATABASE_URL: "sqlite:./zones.db",
  };
  const child = startCli(["serve", "--port", "0"], folder, env);
  const next = logged(child);
  const { url } = await next("listening");
  const get = async (path: string): Promise<string> =>
    (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${KEY}` } })).text();
  /** The date of 14:30 UTC in Tokyo, as the thread that decides has it. */
  const dateOf = async (userId: string): Promise<unknown> => {
    const activities = [{ user_id: userId, type: "request", at: "2026-03-01T14:30:00Z", zone: "Asia/Tokyo" }];
    await fetch(`${url}/v1/activities`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ activities }),
    });
    return JSON.parse(await get(`/v1/users/${userId}/streak`)).last_activity_date;
  };
  expect(JSON.parse(await get("/readyz")).zone_data).toBe("2090a");
  expect(await dateOf("ada")).toBe("2026-03-01");

  store(withTokyo("2090b", "a"));
  child.kill("SIGHUP");
  expect((await next("zone data read again")).zone_data).toBe("2090b");
  expect(await dateOf("grace")).toBe("2026-03-02");
  expect(JSON.parse(await get("/v1/users/ada/streak")).last_activity_date, "what is stored stays").toBe("2026-03-01");
  expect(await get("/metrics")).toContain('daystreak_tz_data_info{version="2090b"} 1');
  const doctor = await cli(["doctor", "--json"], folder, { env });
  expect(doctor.out).toContain("dates come from 2090b");

  writeFileSync(file, "{");
  child.kill("SIGHUP");
  expect((await next("failure")).err).toMatchObject({ code: "config_invalid" });
  expect(JSON.parse(await get("/readyz")).zone_data).toBe("2090b");

  const end = ended(child);
  child.kill("SIGTERM");
  expect((await end).code).toBe(0);
  const refused = await cli(["serve", "--port", "0"], folder, { env });
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("DAYSTREAK_ZONE_DATA")]);
});

it("uses its own data where the file is older", () => {
  store({ ...newest(), version: "2001a" });
  expect(readZoneFile(file).version).toBe(newest().version);
});

it.each([
  ["nothing", null, /is not data/],
  ["another version", { ...newest(), version: "newest" }, /is not data/],
  ["no links", { version: "2090a", zones: newest().zones }, /is not data/],
  ["too few zones", { ...newest(), zones: newest().zones.slice(1) }, /Africa\/Abidjan/],
  ["a zone without offsets", { ...newest(), zones: ["A/B||||"] }, /"A\/B"/],
  ["more steps than offsets", { ...newest(), zones: ["A/B|X Y|0 -10|01|1 2 3|"] }, /"A\/B"/],
  ["an offset that is not there", { ...newest(), zones: ["A/B|X|0|01|1|"] }, /"A\/B"/],
  ["an offset of 17 hours", { ...newest(), zones: ["A/B|X|-h0|0||"] }, /"A\/B"/],
  ["a link from nowhere", { ...newest(), links: ["Europe/Paris"] }, /link/],
])("refuses %s as zone data", (_, data, text) => {
  expect(() => readPackedZones(data)).toThrow(
    expect.objectContaining({ code: "config_invalid", message: expect.stringMatching(text) }),
  );
});
