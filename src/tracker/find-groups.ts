import type { Instant } from "../core/calendar.ts";
import type { Store } from "../storage/store.ts";
import { plain } from "./plain-text.ts";

/** A group that somebody is in. */
export interface Group {
  readonly name: string;
  /** Users who are in it. */
  readonly users: number;
}

/** Every group there is, in the order of their names whatever their case and accents. */
export interface KnownGroups {
  /** When they were counted. */
  readonly at: Instant;
  readonly groups: readonly Group[];
}

/** Who is in which group is read from everybody: it is remembered so long. */
const KEPT_MS = 60_000;
const PAGE = 2_000;

/** Counts the users of all groups. Calls that come while they are counted wait for the same answer. */
export function createGroupCounts(store: Pick<Store, "names">, now: () => Instant): () => Promise<KnownGroups> {
  let known: KnownGroups | undefined;
  let reading: Promise<KnownGroups> | undefined;

  async function read(): Promise<KnownGroups> {
    const at = now();
    const users = new Map<string, number>();
    for (let after: string | undefined; ; ) {
      const page = await store.names(PAGE, after);
      // A group that is kept twice of a user is one.
      for (const { groups } of page) for (const name of new Set(groups)) users.set(name, (users.get(name) ?? 0) + 1);
      after = page.at(-1)?.userId;
      if (page.length < PAGE) return { at, groups: inOrder(users) };
    }
  }

  return async () => {
    if (known !== undefined && now() - known.at < KEPT_MS) return known;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    known = await reading;
    return known;
  };
}

/** Groups in whose names a text stands, after one of them; `isMore` says whether others follow. */
export function findGroups(
  groups: readonly Group[],
  { name = "", limit, after }: { readonly name?: string | undefined; readonly limit: number; readonly after?: string },
): { readonly found: readonly Group[]; readonly isMore: boolean } {
  const part = plain(name);
  const found: Group[] = [];
  for (const group of groups) {
    if (after !== undefined && compare(group.name, after) <= 0) continue;
    if (!plain(group.name).includes(part)) continue;
    if (found.length === limit) return { found, isMore: true };
    found.push(group);
  }
  return { found, isMore: false };
}

function inOrder(users: ReadonlyMap<string, number>): Group[] {
  const named = [...users].map(([name, count]) => ({ key: plain(name), group: { name, users: count } }));
  return named.sort((a, b) => byCode(a.key, b.key) || byCode(a.group.name, b.group.name)).map(({ group }) => group);
}

/** Where two names stand to each other in the list. */
function compare(a: string, b: string): number {
  return byCode(plain(a), plain(b)) || byCode(a, b);
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
