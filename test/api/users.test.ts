import { describe, expect, it } from "vitest";
import { createTestApi, expectRefusal, type TestApi } from "./support.ts";

/** Some learners with names and groups; Ada came on three dates, with one missed between. */
async function withUsers(): Promise<TestApi> {
  const api = await createTestApi({ now: "2026-03-04T20:00:00Z" });
  for (const day of ["2026-03-01", "2026-03-03", "2026-03-04"]) {
    await api.tracker.record(
      { userId: "ada", type: "request", at: `${day}T12:00:00Z`, zone: "UTC" },
      { source: "key" },
    );
  }
  await api.tracker.change("ada", [{ kind: "attributes", name: "Ada Lovelace", groups: ["maths", "2026"] }]);
  await api.tracker.change("adam", [{ kind: "attributes", name: "Ádám <b>", groups: ["maths"] }]);
  for (const userId of ["ben", "cy", "Ada", "ad", "ae"]) await api.tracker.record({ userId, type: "request" });
  return api;
}

async function ids(api: TestApi, query: string): Promise<string[]> {
  const { status, body } = await api.call("GET", `/api/admin/users/?${query}`, { key: "read" });
  expect(status).toBe(200);
  expect(body.next_cursor).toBeNull();
  return body.users.map(({ user_id }: { user_id: string }) => user_id);
}

describe("GET /api/admin/users/", () => {
  it("tells of each user what lists show", async () => {
    const api = await withUsers();
    const { body } = await api.call("GET", "/api/admin/users/?id=ada&name=lovelace&limit=1", { key: "read" });
    expect(body.users).toEqual([
      {
        user_id: "ada",
        name: "Ada Lovelace",
        groups: ["maths", "2026"],
        zone: "UTC",
        date: "2026-03-04",
        first_active_date: "2026-03-01",
        last_active_date: "2026-03-04",
        active_days: 3,
        runs: 2,
        current_streak: 2,
        max_streak: 2,
        state: "active",
      },
    ]);
    const none = await api.call("GET", "/api/admin/users/?id=adam", { key: "read" });
    expect(none.body.users[0]).toMatchObject({ name: "Ádám <b>", first_active_date: null, runs: 0, state: "none" });
  });

  it("tells it as of an earlier instant", async () => {
    const api = await withUsers();
    const { body } = await api.call("GET", "/api/admin/users/?id=ada&name=lovelace&as_of=2026-03-02T12:00:00Z", {
      key: "read",
    });
    const numbers = { active_days: 1, runs: 1, current_streak: 1, last_active_date: "2026-03-01", state: "at_risk" };
    expect(body.users[0]).toMatchObject(numbers);
    const morning = await api.call("GET", "/api/admin/users/?id=ada&name=lovelace&as_of=2026-03-04T11:00:00Z", {
      key: "read",
    });
    expect(morning.body.users[0]).toMatchObject({ active_days: 2, runs: 2, last_active_date: "2026-03-03" });
  });

  it("finds by how the id begins, by a part of the name, and by group", async () => {
    const api = await withUsers();
    expect(await ids(api, "")).toEqual(["Ada", "ad", "ada", "adam", "ae", "ben", "cy"]);
    expect(await ids(api, "id=AD")).toEqual(["Ada", "ad", "ada", "adam"]);
    expect(await ids(api, "id=b")).toEqual(["ben"]);
    expect(await ids(api, "id=zz")).toEqual([]);
    expect(await ids(api, "name=ADAM")).toEqual(["adam"]);
    expect(await ids(api, "name=lace")).toEqual(["ada"]);
    expect(await ids(api, "group=maths")).toEqual(["ada", "adam"]);
    expect(await ids(api, "group=maths&name=love&id=a")).toEqual(["ada"]);
    expect(await ids(api, "group=math")).toEqual([]);
    expect(await ids(api, "name=%25")).toEqual([]);
  });

  it("gives every user once, page by page, whatever the size of the page", async () => {
    const api = await withUsers();
    for (const [query, expected] of [
      ["", ["Ada", "ad", "ada", "adam", "ae", "ben", "cy"]],
      ["id=ad", ["Ada", "ad", "ada", "adam"]],
    ] as const) {
      for (const limit of [1, 2, 3]) {
        const seen: string[] = [];
        for (let cursor: string | null = ""; cursor !== null; ) {
          const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
          const { body } = await api.call("GET", `/api/admin/users/?${query}&limit=${limit}${more}`, { key: "read" });
          expect(body.users.length).toBeLessThanOrEqual(limit);
          seen.push(...body.users.map(({ user_id }: { user_id: string }) => user_id));
          cursor = body.next_cursor;
        }
        expect(seen).toEqual(expected);
      }
    }
  });

  it("is not for learners, and takes no nonsense", async () => {
    const api = await withUsers();
    expectRefusal(await api.call("GET", "/api/admin/users/", { as: "ada" }), 403, "scope_missing");
    const refused = async (query: string, code: string): Promise<void> =>
      expectRefusal(await api.call("GET", `/api/admin/users/?${query}`, { key: "read" }), 422, code);
    await refused("limit=0", "range_invalid");
    await refused("limit=201", "range_invalid");
    await refused("cursor=%00", "cursor_invalid");
    await refused("as_of=noon", "at_invalid");
  });
});
