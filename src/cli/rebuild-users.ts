import type { Change } from "../core/change.ts";
import { DaystreakError } from "../core/errors.ts";
import { type Difference, rebuildUser } from "../core/rebuild.ts";
import type { UserState } from "../core/state.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { readUser } from "./read-user.ts";

/** Users worked on at the same time: hides the way to the database and back. */
const AT_ONCE = 8;
/** A user who keeps changing while they are rebuilt is left for the next run after so many attempts. */
const ATTEMPTS = 20;

/** What became of one user. */
export interface RebuiltUser {
  readonly user_id: string;
  /** What differs, in words; empty where only the rules named by the days differ. */
  readonly differences: readonly Difference[];
  /** `differs` in a dry run; `busy` where the user changed again and again meanwhile. */
  readonly outcome: "differs" | "written" | "busy";
}

/** How users are rebuilt. */
export interface RebuildUsersOptions {
  readonly tracker: Tracker;
  readonly pages: AsyncIterable<readonly UserState[]>;
  /** Judges every date by the newest rules. */
  readonly underNewestRules: boolean;
  /** Writes what differs instead of only telling it. */
  readonly write: boolean;
  readonly signal: AbortSignal;
  onProgress(users: number): void;
  onDifferent(user: RebuiltUser): void;
}

/**
 * Rebuilds users page by page, each in a transaction of its own guarded by their version: safe to stop at any moment,
 * to run again, and to run beside live writes. Gives how many users were looked at.
 */
export async function rebuildUsers(options: RebuildUsersOptions): Promise<number> {
  let users = 0;
  for await (const page of options.pages) {
    for (let from = 0; from < page.length; from += AT_ONCE) {
      if (options.signal.aborted) return users;
      const some = page.slice(from, from + AT_ONCE);
      for (const done of await Promise.all(some.map((state) => rebuildOne(options, state)))) {
        if (done !== undefined) options.onDifferent(done);
      }
      users += some.length;
      options.onProgress(users);
    }
  }
  return users;
}

async function rebuildOne(options: RebuildUsersOptions, known: UserState): Promise<RebuiltUser | undefined> {
  const { tracker, underNewestRules, write } = options;
  const user_id = known.userId;
  let state = known;
  let told: readonly Difference[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const input = await readUser(tracker.store, state);
    if (input === undefined) return undefined;
    const { differences, change } = rebuildUser(input, tracker.book, underNewestRules);
    if (change === undefined) return undefined;
    if (!write) return { user_id, differences, outcome: "differs" };
    told = differences;
    if (await isWritten(tracker, user_id, change)) return { user_id, differences, outcome: "written" };
    state = input.state;
  }
  return { user_id, differences: told, outcome: "busy" };
}

/** Whether a change was committed; not where the user changed meanwhile, or where others leave no room to write. */
async function isWritten(tracker: Tracker, userId: string, change: Change): Promise<boolean> {
  try {
    const [outcome] = await tracker.change(userId, [change]);
    return outcome?.status !== "rejected" || outcome.code !== "conflict";
  } catch (error) {
    if (error instanceof DaystreakError && error.code === "overloaded") return false;
    throw error;
  }
}
