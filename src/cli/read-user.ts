import { LATEST_DATE } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { RebuildInput } from "../core/rebuild.ts";
import type { UserState } from "../core/state.ts";
import type { Store } from "../storage/store.ts";

const PAGE_USERS = 500;

/** Pages of all users by id, as they are when the page is read. */
export async function* userPages(store: Store): AsyncGenerator<UserState[]> {
  for (let after: string | undefined; ; ) {
    const page = await store.users(PAGE_USERS, after);
    if (page.length > 0) yield page;
    if (page.length < PAGE_USERS) return;
    after = page.at(-1)?.userId;
  }
}

/** The state row of a user. @throws DaystreakError `user_unknown` */
export async function requireUser(store: Store, userId: string): Promise<UserState> {
  const state = await store.state(userId);
  if (state !== undefined) return state;
  throw new DaystreakError("user_unknown", `no user ${JSON.stringify(userId)} has ever been seen`);
}

/**
 * Everything stored about a user, all of one version: rows read beside a state that is changing belong to another
 * version of it, and are read again. `undefined` where the user was erased meanwhile.
 */
export async function readUser(store: Store, known: UserState): Promise<RebuildInput | undefined> {
  const { userId } = known;
  let state = known;
  for (;;) {
    const [records, activities, protections] = await Promise.all([
      store.days(userId, 0, LATEST_DATE),
      store.activities(userId, 0, LATEST_DATE),
      store.protections(userId, 0, LATEST_DATE),
    ]);
    const after = await store.state(userId);
    if (after === undefined) return undefined;
    if (after.version === state.version) return { state, records, activities, protections };
    state = after;
  }
}
