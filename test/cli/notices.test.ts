import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/server/config.ts";
import { openChannels } from "../../src/server/notice-channels.ts";
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { type HttpReceiver, startReceiver } from "../notices/support/http-receiver.ts";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const database = `sqlite:${join(folder, "notices.db")}`;
const receivers: HttpReceiver[] = [];
afterAll(async () => {
  for (const receiver of receivers) await receiver.close();
});

/** Three learners whose reminder waits; the first one was given up. */
async function fill(): Promise<void> {
  let now = Date.now() - 30 * 3_600_000;
  const rules = { notices: { channels: ["webhook"], holdout: 0, quiet: null, remindAt: "00:01" } };
  const tracker = await createTracker({ store: await openStore(database), rules, clock: () => now });
  const users = ["ada", "ben", "cyd"];
  for (const userId of users) await tracker.record({ userId, type: "request", zone: "UTC" });
  now += 24 * 3_600_000;
  await tracker.applyAll(users.map((userId) => ({ userId, changes: [{ kind: "tick" }] })));
  const { notices } = tracker.store;
  const [first] = await notices.claim(await notices.due("webhook", now, 1), now);
  if (first === undefined) throw new Error("nothing was due");
  const fate = { state: "dead", nextAt: null, sentAt: null, receipt: null, error: "refused" } as const;
  await notices.settle([{ delivery: first, ...fate }]);
  await tracker.close();
}

describe("daystreak notices", () => {
  it("shows what waits and what was given up, and makes that due again", async () => {
    await fill();
    const shown = (await cli(["notices", "due", "--json", "--database", database], folder)).json<{
      channels: object[];
    }>();
    expect(shown.channels).toEqual([{ channel: "webhook", waiting: 2, sent: 0, dropped: 0, dead: 1 }]);
    const other = await cli(["notices", "replay", "--channel", "email", "--database", database], folder);
    expect(other.out).toContain("0 deliveries");
    const replayed = await cli(["notices", "replay", "--database", database], folder);
    expect(replayed.out).toContain("1 delivery made due again");
    const after = await cli(["notices", "due", "--database", database], folder);
    expect(after.out).toMatch(/webhook\s+3\s+0\s+0\s+0/);
  });

  it("shows whose receiver is gone, and switches its channel on again", async () => {
    const store = await openStore(database);
    await store.notices.noteGone({ channel: "webhook", receiver: "app.example 1a", since: Date.UTC(2026, 0, 2) });
    await store.close();
    const run = (...words: string[]) => cli(["notices", ...words, "--database", database], folder);
    expect((await run("due")).out).toContain("switched off since 2026-01-02T00:00:00.000Z: app.example 1a");
    expect((await cli(["doctor", "--database", database], folder)).out).toContain("daystreak notices enable webhook");
    const asked = await run("enable");
    expect(asked.code).not.toBe(0);
    expect(asked.err).toContain("webhook");
    expect((await run("enable", "webhook")).out).toContain("calls its receiver again");
    expect((await run("enable", "webhook")).out).toContain("was not switched off");
    expect((await run("due")).out).not.toContain("switched off");
    const again = await openStore(database);
    const acts = await again.shared.audits(10);
    await again.close();
    expect(acts.map(({ actor, action, data }) => [actor, action, data])).toEqual([
      ["cli", "notices.enabled", { channel: "webhook" }],
      ["cli", "notices.replayed", { channel: null, revived: 1 }],
    ]);
  });

  it("previews a notice in a language", async () => {
    const { out, code } = await cli(["notices", "preview", "milestone", "--locale", "es"], folder);
    expect(code).toBe(0);
    expect(out.split("\n").length).toBeGreaterThanOrEqual(2);
    expect((await cli(["notices", "preview", "nonsense"], folder)).code).not.toBe(0);
    const wording = await cli(["notices", "preview", "milestone", "--variant", "z"], folder);
    expect([wording.code, wording.err]).toEqual([2, expect.stringContaining("say one of a, b")]);
    const klingon = await cli(["notices", "preview", "milestone", "--locale", "tlh"], folder);
    expect([klingon.code, klingon.err]).toEqual([0, expect.stringContaining('no words in "tlh"')]);
  });

  it("previews what learners read: nothing of what is not known of a kind", async () => {
    const { out } = await cli(["notices", "preview", "streak_at_risk"], folder);
    expect(out).toContain("About 3 hours left of your day. If today does not count, the streak ends.");
  });

  it("makes keys that serve takes, others each time", async () => {
    const { out, code } = await cli(["notices", "keys"], folder);
    expect(code).toBe(0);
    const env = Object.fromEntries(
      out
        .trim()
        .split("\n")
        .map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? []),
    );
    const settings = {
      ...env,
      DAYSTREAK_JWT_SECRET: "s",
      DAYSTREAK_WEBHOOK_URL: "https://app.example/hooks",
      DAYSTREAK_VAPID_SUBJECT: "mailto:ops@app.example",
    };
    const { channels } = await openChannels(readConfig({}, settings).notices);
    expect(channels.map(({ name }) => name)).toEqual(["webhook", "webpush"]);
    const more = (await cli(["notices", "keys", "--json"], folder)).json<{ vapid_key: string }>();
    expect(more.vapid_key).not.toBe(env.DAYSTREAK_VAPID_KEY);
  });

  it("sends a test by a configured channel, and says what came of it", async () => {
    const receiver = await startReceiver();
    receivers.push(receiver);
    const env = {
      DAYSTREAK_WEBHOOK_URL: `${receiver.url}/`,
      DAYSTREAK_WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
      DAYSTREAK_PRIVATE_NETWORKS: "127.0.0.1",
    };
    const sent = await cli(["notices", "test", "webhook"], folder, { env });
    expect(sent).toMatchObject({ code: 0, out: expect.stringContaining("delivered") });
    expect(receiver.received).toHaveLength(1);
    expect((await cli(["notices", "test", "pigeon"], folder, { env })).code).not.toBe(0);
  });
});
