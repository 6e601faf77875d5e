import { join } from "node:path";
import { type Logger, pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { readConfig } from "../../src/server/config.ts";
import { serve } from "../../src/server/service.ts";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const database = `sqlite:${join(folder, "keys.db")}`;
const config = readConfig({ port: "0", database, "jwt-secret": "a secret of at least 32 characters" }, {});
// Two processes in production: each has a database connection of its own.
const services = [await serve(config, { logger: silent() }), await serve(config, { logger: silent() })];
afterAll(async () => {
  for (const service of services) await service.close();
});

function silent(): Logger {
  return pino({ enabled: false });
}

async function statuses(key: string): Promise<number[]> {
  const headers = { authorization: `Bearer ${key}` };
  const answers = services.map(({ url }) => fetch(`${url}/v1/users/ada/streak`, { headers }));
  return (await Promise.all(answers)).map(({ status }) => status);
}

interface Shown {
  id: string;
  key: string;
  scopes: string[];
  per_minute: number | null;
  revoked_at: string | null;
}

it("makes a key, lists it without its secret, and revokes it for every process at once", async () => {
  const args = ["keys", "create", "--name", "platform", "--scope", "read, ingest", "--limit", "30", "--json"];
  const made = (await cli([...args, "--database", database], folder)).json<Shown>();
  expect(made).toMatchObject({ scopes: ["ingest", "read"], per_minute: 30, revoked_at: null });
  expect(made.key).toMatch(/^dsk_[\w-]{32}$/);
  expect(await statuses(made.key)).toEqual([404, 404]);

  const listed = await cli(["keys", "list", "--database", database], folder);
  expect(listed.out).toMatch(new RegExp(`${made.id} +platform +ingest,read +30/min`));
  expect(listed.out).not.toContain(made.key);

  const revoke = ["keys", "revoke", made.id, "--reason", "leaked", "--database", database];
  expect((await cli(revoke, folder)).code).toBe(0);
  expect(await statuses(made.key)).toEqual([401, 401]);
  const again = (await cli([...revoke, "--json"], folder)).json<Shown>();
  expect(again.revoked_at).not.toBeNull();
  const [first] = services;
  const acts = await first?.tracker.store.shared.audits(10);
  expect(acts?.map(({ action, actor, reason }) => [action, actor, reason])).toEqual([
    ["key.revoked", "cli", "leaked"],
    ["key.created", "cli", ""],
  ]);
});

it("prints the key alone on standard output, for scripts", async () => {
  const args = ["keys", "create", "--name", "backup", "--scope", "admin", "--database", database];
  const { out, err } = await cli(args, folder);
  expect(out).toMatch(/^dsk_[\w-]{32}\n$/);
  expect(err).toContain("It is shown this once");
});

it("ends with 1 for a key that is not there, and finds none in an empty database", async () => {
  const { code, err } = await cli(["keys", "revoke", "k0", "--database", database], folder);
  expect([code, err]).toEqual([1, 'daystreak: there is no key "k0": see daystreak keys list\n']);
  const empty = `sqlite:${join(folder, "empty.db")}`;
  expect((await cli(["keys", "list", "--database", empty], folder)).code).toBe(3);
  await cli(["migrate", "--database", empty], folder);
  expect((await cli(["keys", "list", "--database", empty], folder)).out).toMatch(/There are no keys yet/);
});
