import type { Store, UserNames } from "../storage/store.ts";
import { plain } from "./plain-text.ts";

/** Whom to look for: all of what is given must hold. */
export interface UserSearch {
  /** What the id begins with. */
  readonly id?: string | undefined;
  /** A part of the name, whatever its case and accents. */
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

/** Looks for users in the order of their ids, after one of them. May give fewer than `limit` although there are more. */
export async function findUsers(
  store: Pick<Store, "names" | "state">,
  search: UserSearch,
  limit: number,
  after?: string,
): Promise<Found> {
  const { id = "" } = search;
  const matches = matching(search);
  const userIds: string[] = [];
  let last = after;
  if (after === undefined && id !== "") {
    // Ids that begin so follow it at once, and it may be one itself.
    const exact = await store.state(id);
    if (exact !== undefined && matches(exact)) userIds.push(id);
    last = id;
  }
  for (let looked = 0; looked < MAX_LOOKED; ) {
    const page = await store.names(Math.min(PAGE, MAX_LOOKED - looked), last);
    for (const user of page) {
      if (userIds.length === limit) return { userIds, next: last };
      if (!user.userId.startsWith(id)) return { userIds, next: undefined };
      if (matches(user)) userIds.push(user.userId);
      last = user.userId;
    }
    if (page.length < PAGE) return { userIds, next: undefined };
    looked += page.length;
  }
  return { userIds, next: last };
}

function matching({ name, group }: UserSearch): (user: UserNames) => boolean {
  const part = name === undefined ? undefined : plain(name);
  return (user) =>
    (group === undefined || user.groups.includes(group)) &&
    (part === undefined || (user.name !== null && plain(user.name).includes(part)));
}
