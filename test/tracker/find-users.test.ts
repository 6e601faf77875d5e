import { describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { findUsers, type UserSearch } from "../../src/tracker/find-users.ts";
import { createRandom } from "../fuzz/random.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const NOW = Date.UTC(2026, 2, 4, 12);

interface Person {
  readonly userId: string;
  readonly name: string;
  readonly groups: readonly string[];
}

const random = createRandom(7);
const LETTERS = ["a", "A", "b", "B", "ä", "Ä", "1", "-", "ß", "İ", "😀", "ﬀ"];
const NAMES = ["Ada Lovelace", "ÁDÁM  <b>", "lovis", "Straße", "ΟΔΥΣΣΕΥΣ", "Łukasz", ""];
const people: Person[] = [...new Set(Array.from({ length: 400 }, idOf))].map((userId) => ({
  userId,
  name: random.pick(NAMES),
  groups: random.pick([[], ["Maths"], ["maths", "late"], ["mathsy"]]),
}));

function idOf(): string {
  return Array.from({ length: 1 + random.below(5) }, () => random.pick(LETTERS)).join("");
}

/** Whoever is like that, found by looking at everybody. */
function expected({ id = "", name, group }: UserSearch, isCalled: (name: string) => boolean): string[] {
  return people
    .filter(({ userId }) => sameCase([...userId].slice(0, [...id].length), [...id]))
    .filter((one) => name === undefined || isCalled(one.name))
    .filter(({ groups }) => group === undefined || groups.some((one) => one.toLowerCase() === group.toLowerCase()))
    .map(({ userId }) => userId)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Letters that are one letter in the other case: ß and İ are not. */
function sameCase(a: readonly string[], b: readonly string[]): boolean {
  const pairs = ["aA", "bB", "äÄ"];
  return (
    a.length === b.length &&
    a.every((x, i) => x === b[i] || pairs.some((pair) => pair.includes(x) && pair.includes(b[i] as string)))
  );
}

async function all(store: Store, search: UserSearch, limit: number, most: number): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | undefined; ; ) {
    const { userIds, next } = await findUsers(store, search, limit, after, most);
    expect(userIds.length).toBeLessThanOrEqual(limit);
    ids.push(...userIds);
    if (next === undefined) return ids;
    after = next;
  }
}

const engines = [
  ["memory", async () => ({ url: "memory:", drop: async () => undefined })],
  ["SQLite", async () => ({ url: "sqlite::memory:", drop: async () => undefined })],
  ["PostgreSQL", () => freshDatabase()],
] as const;

describe.each(engines)("users searched for, on %s", (_, place) => {
  it("are all found, once and in order, however short the pages and the looks are", async () => {
    const { url, drop } = await place();
    const store = await openStore(url);
    try {
      await store.useRules(undefined, "UTC", NOW);
      await store.apply(
        people.map(({ userId, name, groups }) => ({ userId, changes: [{ kind: "attributes", name, groups }] })),
        NOW,
      );
      const ids = [undefined, "a", "AB", "äa", "1", "ß", "İ", "😀a", "ﬀ", "none"];
      const names: [string | undefined, (name: string) => boolean][] = [
        [undefined, () => true],
        ["LOVE", (name) => name.startsWith("Ada")],
        ["lace ADA", (name) => name.startsWith("Ada")],
        ["adam", (name) => name.startsWith("ÁD")],
        ["strasse", (name) => name === "Straße"],
        ["οδυσσευς", (name) => name === "ΟΔΥΣΣΕΥΣ"],
        ["%", () => false],
      ];
      for (const id of ids) {
        for (const [name, isCalled] of names) {
          const group = random.pick([undefined, "maths", "MATHS", "math"]);
          const search = { id, name, group };
          const found = await all(store, search, random.pick([1, 7, 500]), random.pick([1, 40, 100_000]));
          expect(found, JSON.stringify(search)).toEqual(expected(search, isCalled));
        }
      }
    } finally {
      await store.close();
      await drop();
    }
  });
});
