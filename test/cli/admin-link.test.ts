import { join } from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { readConfig } from "../../src/server/config.ts";
import { serve } from "../../src/server/service.ts";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const database = `sqlite:${join(folder, "links.db")}`;
const lines: string[] = [];
const sink = new Writable({
  write(chunk, _encoding, done) {
    lines.push(String(chunk));
    done();
  },
});
const config = readConfig({ port: "0", database, "jwt-secret": "a secret of at least 32 characters" }, {});
// Two processes in production: each has a database connection of its own.
const logger = pino({ level: "trace" }, sink);
const services = [await serve(config, { logger }), await serve(config, { logger })] as const;
afterAll(async () => {
  for (const service of services) await service.close();
});

async function redeem(url: string, link: string): Promise<Response> {
  const headers = { "content-type": "application/json", "daystreak-csrf": "1", origin: url };
  return fetch(`${url}/api/admin/session/`, { method: "POST", headers, body: JSON.stringify({ link }) });
}

function whoAmI(url: string, cookie: string): Promise<Response> {
  return fetch(`${url}/api/admin/session/`, { headers: { cookie } });
}

it("lets somebody into every process, once, without a word of it in any log", async () => {
  const [one, two] = services;
  const made = await cli(["admin-link", "--name", "maria", "--url", two.url, "--database", database], folder);
  expect([made.code, made.err]).toEqual([0, expect.stringMatching(/^Good once, until 20.*:\n$/)]);
  const url = new URL(made.out.trim());
  expect(url.href).toMatch(new RegExp(`^${two.url}/admin/#link=[\\w-]{43}$`));
  const link = url.hash.slice("#link=".length);

  // What a browser asks for when it opens the address.
  await fetch(url);
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => redeem((i % 2 ? one : two).url, link)));
  const [begun, ...more] = answers.filter(({ ok }) => ok);
  expect(more).toEqual([]);
  const cookie = (begun?.headers.get("set-cookie") ?? "").split(";")[0] as string;
  for (const { url } of services) expect(await (await whoAmI(url, cookie)).json()).toMatchObject({ subject: "maria" });

  const revoked = await cli(["admin-link", "--revoke-all", "--database", database], folder);
  expect([revoked.code, revoked.out]).toEqual([0, "1 session or link ended.\n"]);
  for (const { url } of services) expect((await whoAmI(url, cookie)).status).toBe(401);
  const log = lines.join("");
  expect(log).toContain("/api/admin/session/");
  expect(log).not.toContain(link);
  expect(log).not.toContain(cookie.split("=")[1]);
});

it("says where to go by its settings, and in JSON", async () => {
  const run = async (args: string[], env: Record<string, string> = {}): Promise<string> =>
    (await cli(["admin-link", "--database", database, "--json", ...args], folder, { env })).json<{ url: string }>().url;
  expect(await run([])).toMatch(/^http:\/\/127\.0\.0\.1:8000\/admin\/#link=/);
  expect(await run([], { PORT: "9000" })).toMatch(/^http:\/\/127\.0\.0\.1:9000\/admin\/#link=/);
  const env = { DAYSTREAK_PUBLIC_URL: "https://streaks.example/" };
  expect(await run([], env)).toMatch(/^https:\/\/streaks\.example\/admin\/#link=/);
  const [row] = await services[0].tracker.store.shared.audits(1);
  expect(row).toMatchObject({ actor: "cli", action: "link.created", data: { subject: "admin" } });
});

it("refuses what it cannot use", async () => {
  const refused = async (...args: string[]): Promise<(string | number | null)[]> => {
    const { code, err } = await cli(["admin-link", ...args], folder);
    return [code, err];
  };
  expect(await refused("--url", "streaks.example")).toEqual([2, expect.stringContaining("--url must be an address")]);
  expect(await refused("now")).toEqual([2, expect.stringContaining('does not take "now"')]);
  expect(await refused("--database", "sqlite:nowhere.db")).toEqual([3, expect.stringContaining("no database")]);
  expect((await refused("--name", "", "--database", database))[0]).toBe(2);
});
