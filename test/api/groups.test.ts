import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { createGroupCounts } from "../../src/tracker/find-groups.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { createTestApi, expectRefusal, type TestApi } from "./support.ts";

const NOW = "2026-03-04T20:00:00Z";
/** Names that a list must neither lose nor take for more than names. */
const AWKWARD = ['=1+1,"x"', "<b>late</b>", "Ästhetik", "alma", "Zoo", "maths", "数学"];

async function withGroups(store: Store = createMemoryStore()): Promise<TestApi> {
  const api = await createTestApi({ now: NOW, store });
  await called(api, "ada", ["maths", "Ästhetik"]);
  await called(api, "ben", ["maths", "maths"]);
  await called(api, "cy", AWKWARD);
  await api.tracker.record({ userId: "dora", type: "request" });
  return api;
}

function called({ tracker }: TestApi, userId: string, groups: readonly string[]): Promise<unknown> {
  return tracker.change(userId, [{ kind: "attributes", groups }]);
}

async function groupsOf(api: TestApi, query = ""): Promise<[name: string, users: number][]> {
  const { status, body } = await api.call("GET", `/api/admin/groups/?${query}`, { key: "read" });
  expect(status).toBe(200);
  return body.groups.map(({ name, users }: { name: string; users: number }) => [name, users]);
}

describe("GET /api/admin/groups/", () => {
  it.each([
    ["memory", async () => ({ store: createMemoryStore() as Store, drop: async () => undefined })],
    ["SQLite", async () => ({ store: await openStore("sqlite::memory:"), drop: async () => undefined })],
    [
      "PostgreSQL",
      async () => {
        const { url, drop } = await freshDatabase();
        return { store: await openStore(url), drop };
      },
    ],
  ] as const)("tells every group with its users, in the order of their names, on %s", async (_, open) => {
    const { store, drop } = await open();
    const api = await withGroups(store);
    expect(await groupsOf(api)).toEqual([
      ["<b>late</b>", 1],
      ['=1+1,"x"', 1],
      ["alma", 1],
      ["Ästhetik", 2],
      ["maths", 3],
      ["Zoo", 1],
      ["数学", 1],
    ]);
    await api.tracker.close();
    await drop();
  });

  it("finds groups by a part of the name, whatever its case and accents", async () => {
    const api = await withGroups();
    expect(await groupsOf(api, "name=MA")).toEqual([
      ["alma", 1],
      ["maths", 3],
    ]);
    expect(await groupsOf(api, "name=asth")).toEqual([["Ästhetik", 2]]);
    expect(await groupsOf(api, "name=physics")).toEqual([]);
  });

  it("gives them page by page, whatever the size of a page", async () => {
    const api = await withGroups();
    const all = await groupsOf(api);
    for (const limit of [1, 2, 3, 7]) {
      const seen: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
        const { body } = await api.call("GET", `/api/admin/groups/?limit=${limit}${more}`, { key: "read" });
        expect(body.groups.length).toBeLessThanOrEqual(limit);
        seen.push(...body.groups.map(({ name }: { name: string }) => name));
        cursor = body.next_cursor;
      }
      expect(seen).toEqual(all.map(([name]) => name));
    }
  });

  it("counts again after a minute, and says when it counted", async () => {
    const api = await withGroups();
    const asOf = async (): Promise<string> => (await api.call("GET", "/api/admin/groups/", { key: "read" })).body.as_of;
    expect(await asOf()).toBe("2026-03-04T20:00:00.000Z");
    await called(api, "dora", ["maths"]);
    await api.tracker.change("cy", [{ kind: "erase" }]);
    api.at("2026-03-04T20:00:59Z");
    expect(await asOf()).toBe("2026-03-04T20:00:00.000Z");
    api.at("2026-03-04T20:01:00Z");
    expect(await groupsOf(api)).toEqual([
      ["Ästhetik", 1],
      ["maths", 3],
    ]);
    expect(await asOf()).toBe("2026-03-04T20:01:00.000Z");
  });

  it("reads everybody once for all who ask at the same time, and again after a failure", async () => {
    let reads = 0;
    let isBroken = true;
    const count = createGroupCounts(
      {
        async names() {
          reads++;
          if (isBroken) throw new Error("the database is away");
          return [{ userId: "ada", name: null, groups: ["maths"] }];
        },
      },
      () => 0,
    );
    await expect(Promise.all([count(), count()])).rejects.toThrow("away");
    expect(reads).toBe(1);
    isBroken = false;
    const [one, other] = await Promise.all([count(), count()]);
    expect([one.groups, reads]).toEqual([[{ name: "maths", users: 1 }], 2]);
    expect(other).toBe(one);
  });

  it("is empty where nobody is in a group, not for learners, and takes no nonsense", async () => {
    const api = await createTestApi({ now: NOW });
    const { body } = await api.call("GET", "/api/admin/groups/", { key: "read" });
    expect(body).toEqual({ as_of: "2026-03-04T20:00:00.000Z", groups: [], next_cursor: null });
    expectRefusal(await api.call("GET", "/api/admin/groups/", { as: "ada" }), 403, "scope_missing");
    expectRefusal(await api.call("GET", "/api/admin/groups/", {}), 401, "credentials_missing");
    for (const [query, code] of [
      ["limit=0", "range_invalid"],
      ["limit=201", "range_invalid"],
      ["cursor=%00", "cursor_invalid"],
    ] as const) {
      expectRefusal(await api.call("GET", `/api/admin/groups/?${query}`, { key: "read" }), 422, code);
    }
  });
});
