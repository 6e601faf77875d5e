import { describe, expect, it } from "vitest";
import type { Channel, Delivery } from "../../src/notices/channel.ts";
import { createNoticeTexts } from "../../src/notices/notice-texts.ts";
import { createSweep } from "../../src/tracker/sweep.ts";
import { createTestApi, expectRefusal, type TestApi } from "./support.ts";

const sent: Delivery[] = [];
/** Browsers, of which each is one learner's. */
const push: Channel = {
  name: "webpush",
  concurrency: 4,
  check: () => null,
  device: (to) => to.split(" ")[0] as string,
  send: async () => ({ result: "delivered" }),
  async close() {},
};
const mail: Channel = {
  name: "email",
  concurrency: 4,
  check: (to) => (to.includes("@") ? null : "an e-mail address has an @"),
  async send(delivery) {
    sent.push(delivery);
    return { result: "delivered" };
  },
  async close() {},
};

async function open(rules = {}): Promise<TestApi> {
  const notices = {
    texts: createNoticeTexts({ app: "Academy", url: "https://academy.example/" }),
    channels: [mail, push],
  };
  return createTestApi({ now: "2026-03-02T12:00:00Z", notices, rules: { notices: { holdout: 0, ...rules } } });
}

/** Ada learns on two dates and not on the third, until a reminder is due. */
async function reminded(api: TestApi): Promise<void> {
  await api.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
  api.at("2026-03-03T12:00:00Z");
  await api.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
  api.at("2026-03-04T18:00:05Z");
  await createSweep({ tracker: api.tracker }).round();
}

describe("what a user wants of notices", () => {
  it("is told and changed with the other settings", async () => {
    const api = await open();
    const before = await api.call("GET", "/api/me/", { as: "ada" });
    expect(before.body.notices).toEqual({ remind_at: null, usual_hour: null, off: [], channels: null, locale: null });
    const notices = { remind_at: "07:30", off: ["win_back", "email/*"], channels: ["inbox"], locale: "es" };
    const after = await api.call("PATCH", "/api/me/", { as: "ada", json: { notices } });
    expect(after.body.notices).toEqual({ ...notices, usual_hour: null });
    const partly = await api.call("PATCH", "/v1/users/ada", { key: "support", json: { notices: { remind_at: null } } });
    expect(partly.body.notices).toEqual({ ...notices, remind_at: null, usual_hour: null });
  });

  it.each([
    { remind_at: "25:00" },
    { remind_at: 7 },
    { off: ["everything"] },
    { off: ["email/nothing"] },
    { off: ["email/win_back/more"] },
    { channels: ["In Box"] },
    { channels: ["inbox", "pigeon"] },
    { channels: ["email"] },
    { locale: "<script>" },
    { unknown: true },
  ])("refuses %j and changes nothing", async (notices) => {
    const api = await open();
    expectRefusal(await api.call("PATCH", "/api/me/", { as: "ada", json: { notices } }), 422, "settings_invalid");
    expect(await api.tracker.state("ada")).toBeUndefined();
  });
});

describe("the inbox", () => {
  it("shows what was told, in the user's language, and keeps what became of it", async () => {
    const api = await open();
    await api.call("PATCH", "/api/me/", { as: "ada", json: { notices: { channels: ["inbox"], locale: "es" } } });
    await reminded(api);
    const { body } = await api.call("GET", "/api/notices/", { as: "ada" });
    expect(body).toMatchObject({
      notices: [{ id: "daily_reminder:2026-03-04", kind: "daily_reminder", locale: "es", read_at: null }],
      unread: 1,
      next_cursor: null,
    });
    const ids = ["daily_reminder:2026-03-04", "daily_reminder:2026-03-05"];
    const mark = (mark: string) => api.call("POST", "/api/notices/marks/", { as: "ada", json: { ids, mark } });
    expect((await mark("read")).body).toEqual({ marked: 1 });
    expect((await mark("read")).body).toEqual({ marked: 0 });
    expect((await api.call("GET", "/api/notices/", { as: "ada" })).body).toMatchObject({ unread: 0 });
    expect((await api.call("GET", "/api/notices/", { as: "bob" })).body.notices).toEqual([]);
    await mark("dismissed");
    expect((await api.call("GET", "/api/notices/", { as: "ada" })).body.notices).toEqual([]);
    expectRefusal(await mark("burned"), 400, "body_invalid");
  });

  it("says what is still so, and counts nothing else as unread", async () => {
    const api = await open({ channels: ["inbox"], quiet: null });
    await reminded(api);
    const inbox = async () => (await api.call("GET", "/api/notices/", { as: "ada" })).body;
    expect(await inbox()).toMatchObject({ unread: 1, notices: [{ kind: "daily_reminder", current: true }] });
    api.at("2026-03-04T21:00:05Z");
    await createSweep({ tracker: api.tracker }).round();
    api.at("2026-03-04T22:40:00Z");
    const [risk] = (await inbox()).notices;
    expect(risk).toMatchObject({ kind: "streak_at_risk", current: true });
    expect(risk.body + risk.title).not.toContain("3 hours");
    await api.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    expect(await inbox()).toMatchObject({ unread: 0, notices: [{ current: false }, { current: false }] });
  });

  it("gives full pages, however much was put away", async () => {
    const api = await open({ channels: ["inbox"] });
    await api.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    const sweep = createSweep({ tracker: api.tracker });
    for (let day = 3; day < 31; day++) {
      api.at(`2026-03-${String(day).padStart(2, "0")}T09:00:05Z`);
      await sweep.round();
      api.at(`2026-03-${String(day).padStart(2, "0")}T18:00:05Z`);
      await sweep.round();
    }
    const all = (await api.call("GET", "/api/notices/", { as: "ada" })).body.notices.map(
      ({ id }: { id: string }) => id,
    );
    expect(all.length).toBeGreaterThan(5);
    const json = { ids: [all[0], all[1], all[3]], mark: "dismissed" };
    await api.call("POST", "/api/notices/marks/", { as: "ada", json });
    const left = all.filter((id: string) => !json.ids.includes(id));
    const seen: string[] = [];
    let query = "?limit=2";
    for (;;) {
      const { body } = await api.call("GET", `/api/notices/${query}`, { as: "ada" });
      const ids = body.notices.map(({ id }: { id: string }) => id);
      expect(ids).toEqual(left.slice(seen.length, seen.length + 2));
      seen.push(...ids);
      if (body.next_cursor === null) break;
      query = `?limit=2&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual(left);
  });

  it("takes no marks of ids that no database would take", async () => {
    const api = await open();
    for (const id of ["a\u0000b", "\ud800", ""]) {
      const json = { ids: [id], mark: "read" };
      expectRefusal(await api.call("POST", "/api/notices/marks/", { as: "ada", json }), 400, "body_invalid");
    }
  });

  it("comes with the feed, so that a page hears of it at once", async () => {
    const api = await open({ channels: ["inbox"] });
    await reminded(api);
    const { body } = await api.call("GET", "/api/feed/", { as: "ada" });
    expect(body.facts[0]).toMatchObject({ kind: "notice.added", notice: "daily_reminder:2026-03-04" });
  });
});

describe("subscriptions", () => {
  it("are added, listed without the address, and taken away", async () => {
    const api = await open();
    const json = { channel: "email", address: "ada@example.org" };
    const added = await api.call("POST", "/api/notices/subscriptions/", { as: "ada", json });
    expect(added.status).toBe(200);
    const again = await api.call("POST", "/v1/users/ada/subscriptions", { key: "support", json });
    expect(again.body).toEqual(added.body);
    const listed = await api.call("GET", "/api/notices/subscriptions/", { as: "ada" });
    expect(listed.body).toEqual({ subscriptions: [added.body], channels: ["email", "webpush"] });
    expect(JSON.stringify(listed.body)).not.toContain("example.org");
    const query = `channel=email&id=${added.body.id}`;
    const left = await api.call("DELETE", `/api/notices/subscriptions/?${query}`, { as: "ada" });
    expect(left.body.subscriptions).toEqual([]);
    expect(await api.tracker.store.notices.addresses("ada")).toEqual([]);
  });

  it("of a browser are of whoever claimed it last; addresses of mail may be shared", async () => {
    const api = await open();
    const add = (as: string, json: object) => api.call("POST", "/api/notices/subscriptions/", { as, json });
    const channelsOf = async (as: string): Promise<string[]> =>
      (await api.call("GET", "/api/notices/subscriptions/", { as })).body.subscriptions.map(
        ({ channel }: { channel: string }) => channel,
      );
    const family = { channel: "email", address: "family@example.org" };
    for (const as of ["ada", "ben"]) {
      await add(as, family);
      await add(as, { channel: "webpush", address: `browser keys-of-${as}` });
    }
    expect(await channelsOf("ada")).toEqual(["email"]);
    expect(await channelsOf("ben")).toEqual(["email", "webpush"]);
    // Other keys of the same browser replace those before.
    await add("ben", { channel: "webpush", address: "browser new-keys" });
    expect(await channelsOf("ben")).toEqual(["email", "webpush"]);
    expect((await api.tracker.store.notices.addresses("ben"))[1]?.address).toBe("browser new-keys");
    await add("ada", { channel: "webpush", address: "browser back" });
    expect([await channelsOf("ada"), await channelsOf("ben")]).toEqual([["email", "webpush"], ["email"]]);
  });

  it("are refused where the channel cannot use them", async () => {
    const api = await open();
    const add = (json: object) => api.call("POST", "/api/notices/subscriptions/", { as: "ada", json });
    expectRefusal(await add({ channel: "email", address: "nobody" }), 422, "address_invalid");
    expectRefusal(await add({ channel: "pigeon", address: "roof" }), 404, "not_found");
    for (let i = 0; i < 20; i++) await add({ channel: "email", address: `ada${i}@example.org` });
    expectRefusal(await add({ channel: "email", address: "more@example.org" }), 409, "conflict");
  });
});

describe("/api/admin/notices/", () => {
  it("reports what was sent beside what was held out, and of how many activity followed", async () => {
    const api = await open({ channels: ["inbox"] });
    await reminded(api);
    api.at("2026-03-04T19:00:00Z");
    await api.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    const { body } = await api.call("GET", "/api/admin/notices/", { key: "read" });
    expect(body.kinds).toHaveLength(1);
    expect(body.kinds[0]).toMatchObject({
      kind: "daily_reminder",
      treated: { notices: 1, followed: { count: 1, of: 1, rate: 1 }, opened: { count: 0, of: 1 } },
      held_out: { notices: 0, followed: { count: 0, of: 0, rate: null } },
      lift: null,
    });
    expect(body.channels[0]).toMatchObject({ channel: "inbox", sent: 1, dead: 0, followed: { count: 1, of: 1 } });
    const tableOf = async (query: string): Promise<string[][]> => {
      const { headers, body: lines } = await api.call("GET", `/api/admin/notices/?format=csv${query}`, { key: "read" });
      expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
      return lines.split("\r\n").map((line: string) => line.split(","));
    };
    const [head, row] = await tableOf("");
    expect(head?.slice(0, 4)).toEqual(["kind", "told", "read", "read_share"]);
    expect(Object.fromEntries((head ?? []).map((name, i) => [name, row?.[i]]))).toMatchObject({
      kind: "daily_reminder",
      told: "1",
      followed: "1",
      followed_share: "1",
      untold: "0",
      untold_followed_share: "",
      difference: "",
    });
    expect((await tableOf("&table=wordings"))[1]?.slice(0, 3)).toEqual(["daily_reminder", "a", "1"]);
    expect((await tableOf("&table=channels"))[1]?.slice(0, 3)).toEqual(["daily_reminder", "inbox", "1"]);
    const other = "/api/admin/notices/?format=csv&table=pigeons";
    expectRefusal(await api.call("GET", other, { key: "read" }), 400, "request_invalid");
  });

  it("shows whose receiver is gone, and lets its channel call it again", async () => {
    const api = await open();
    const { notices } = api.tracker.store;
    await notices.noteGone({ channel: "webhook", receiver: "app.example 1", since: api.tracker.now() });
    const { body } = await api.call("GET", "/api/admin/notices/", { key: "read" });
    const since = "2026-03-02T12:00:00.000Z";
    expect(body.gone).toEqual([{ channel: "webhook", receiver: "app.example 1", since }]);
    const enable = (key: "read" | "admin", json: object) =>
      api.call("POST", "/api/admin/notices/enable/", { key, json });
    const asked = { channel: "webhook", reason: "it is back" };
    expectRefusal(await enable("read", asked), 403, "scope_missing");
    expectRefusal(await enable("admin", { channel: "webhook" }), 400, "body_invalid");
    expect((await enable("admin", { ...asked, channel: "email" })).body.gone).toHaveLength(1);
    const act = { ...asked, id: "back-1" };
    for (let i = 0; i < 2; i++) expect((await enable("admin", act)).body).toEqual({ gone: [] });
    const audit = await api.call("GET", "/api/admin/audit", { key: "admin" });
    const webhook = audit.body.acts.filter(({ data }: { data: { channel: string } }) => data.channel === "webhook");
    expect(webhook).toMatchObject([{ action: "notices.enabled", reason: "it is back" }]);
  });

  it("previews, tests and pauses", async () => {
    const api = await open();
    const preview = await api.call("GET", "/api/admin/notices/preview/?kind=milestone&locale=ja", { key: "read" });
    expect(preview.body).toMatchObject({ locale: "ja", url: "https://academy.example/" });
    for (const query of ["", "?kind=x", "?kind=milestone&variant=z"]) {
      const path = `/api/admin/notices/preview/${query}`;
      expectRefusal(await api.call("GET", path, { key: "read" }), 400, "request_invalid");
    }
    const json = { channel: "email", to: "ops@example.org", kind: "win_back" };
    const tested = await api.call("POST", "/api/admin/notices/test/", { key: "admin", json });
    expect(tested.body).toEqual({ result: "delivered", reason: null });
    expect(sent.at(-1)).toMatchObject({ to: "ops@example.org", kind: "win_back" });
    expectRefusal(
      await api.call("POST", "/api/admin/notices/test/", { key: "admin", json: { ...json, to: "x" } }),
      422,
      "address_invalid",
    );
    const pause = (paused: boolean) =>
      api.call("POST", "/api/admin/notices/pause/", { key: "admin", json: { paused, reason: "wrong texts" } });
    expect((await pause(true)).body).toEqual({ paused_since: "2026-03-02T12:00:00.000Z" });
    expect((await api.call("GET", "/api/admin/notices/", { key: "read" })).body.paused_since).not.toBeNull();
    expect((await pause(false)).body).toEqual({ paused_since: null });
    const { body } = await api.call("GET", "/api/admin/audit", { key: "admin" });
    expect(body.acts.map(({ action }: { action: string }) => action).sort()).toEqual([
      "notices.paused",
      "notices.resumed",
      "notices.tested",
    ]);
  });
});
