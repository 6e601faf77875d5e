import type { Store, UserNames } from "../storage/store.ts";
import { spellings } from "./id-spellings.ts";
import { plain } from "./plain-text.ts";

/** Whom to look for: all of what is given must hold, whatever its case. */
export interface UserSearch {
  /** What the id begins with. */
  readonly id?: string | undefined;
  /** Parts of the name, apart by spaces, whatever their accents and order. */
  readonly name?: string | undefined;
  /** A group they are in. */
  readonly group?: string | undefined;
}

/** Users that were found, and after whom the search goes on; undefined where it is over. */
export interface Found {
  readonly userIds: readonly string[];
  readonly next: string | undefined;
}

const PAGE = 2_000;
/** Users looked at in one call, so that no search holds the database up. */
const MAX_LOOKED = 100_000;

/**
 * Looks for users in the order of their ids, after one of them. May give fewer than `limit` although there are more:
 * after looking at about `most` users it stops, to go on with the next call.
 */
export async function findUsers(
  store: Pick<Store, "names" | "state">,
  search: UserSearch,
  limit: number,
  after?: string,
  most: number = MAX_LOOKED,
): Promise<Found> {
  const matches = matching(search);
  const userIds: string[] = [];
  let looked = 0;
  for (const beginning of await spellings(store, search.id ?? "")) {
    let last = after;
    if (last === undefined || isBefore(last, beginning)) {
      // Ids that begin so follow it at once, and it may be one itself.
      const exact = beginning === "" ? undefined : await store.state(beginning);
      if (exact !== undefined && matches(exact)) {
        if (userIds.length === limit) return { userIds, next: userIds.at(-1) };
        userIds.push(beginning);
      }
      last = beginning;
    } else if (!last.startsWith(beginning)) continue;
    for (let isOver = false; !isOver; ) {
      if (looked >= most) return { userIds, next: last };
      const page = await store.names(PAGE, last);
      isOver = page.length < PAGE;
      for (const user of page) {
        if (!user.userId.startsWith(beginning)) {
          isOver = true;
          break;
        }
        if (matches(user)) {
          if (userIds.length === limit) return { userIds, next: last };
          userIds.push(user.userId);
        }
        last = user.userId;
        looked++;
      }
    }
  }
  return { userIds, next: undefined };
}

/** Databases order ids by code point, which is the order of their bytes in UTF-8. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

function matching({ name = "", group }: UserSearch): (user: UserNames) => boolean {
  const parts = plain(name).split(/\s+/);
  const wanted = group === undefined ? undefined : plain(group);
  return (user) => {
    if (wanted !== undefined && !user.groups.some((one) => plain(one) === wanted)) return false;
    const called = plain(user.name ?? "");
    return parts.every((part) => called.includes(part));
  };
}
