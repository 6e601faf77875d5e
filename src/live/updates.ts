import type { EndReason, Live, Update } from "./live.ts";

/** Facts that wait for somebody who reads slowly. */
const MAX_FACTS = 100;

/**
 * A user as they change, for `await`: updates that come while one is being looked at become one, the newest, with the
 * facts of all of them. Ends when the user is erased or the process stops, and gives which.
 *
 * ```ts
 * for await (const { streak, facts } of updatesOf(live, "ada")) show(streak, facts);
 * ```
 *
 * @param since facts newer than this version come with the first update
 */
export async function* updatesOf(live: Live, userId: string, since?: number): AsyncGenerator<Update, EndReason> {
  let waiting: Update | undefined;
  let ended: EndReason | undefined;
  let bell = Promise.withResolvers<void>();
  const leave = live.follow(userId, since, {
    update({ streak, facts }) {
      waiting = { streak, facts: [...(waiting?.facts ?? []), ...facts].slice(-MAX_FACTS) };
      bell.resolve();
    },
    end(reason) {
      ended = reason;
      bell.resolve();
    },
  });
  try {
    for (;;) {
      await bell.promise;
      bell = Promise.withResolvers();
      if (ended !== undefined) bell.resolve();
      const update = waiting;
      waiting = undefined;
      if (update !== undefined) yield update;
      else if (ended !== undefined) return ended;
    }
  } finally {
    leave();
  }
}
