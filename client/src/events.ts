import type { DaystreakClientError } from "./error.ts";
import type { Change, StreakSource } from "./source.ts";
import type { Fact, FactKind, StreakAnswer } from "./wire.ts";

/** What can be listened to by name, and what a listener gets. */
export type DaystreakEvents = {
  /** The newest state. */
  readonly streak: StreakAnswer;
  /** Anything that was concluded. */
  readonly fact: Fact;
  /** How many activities wait to be sent. */
  readonly pending: number;
  readonly status: { readonly online: boolean; readonly live: boolean };
  readonly error: DaystreakClientError;
} & { readonly [K in FactKind]: Fact & { readonly kind: K } };

/** Calls `listener` for every event of one name. Gives the function that ends it. */
export function listenTo<K extends keyof DaystreakEvents>(
  source: Pick<StreakSource, "subscribe">,
  name: K,
  listener: (event: DaystreakEvents[K]) => void,
): () => void {
  return source.subscribe((change) => {
    for (const event of eventsOf(change, name)) listener(event as DaystreakEvents[K]);
  });
}

function eventsOf(change: Change, name: keyof DaystreakEvents): readonly unknown[] {
  if (change.type === "streak" && name !== "streak") {
    return change.facts.filter(({ kind }) => name === "fact" || kind === name);
  }
  if (change.type !== name) return [];
  if (change.type === "streak") return [change.streak];
  if (change.type === "pending") return [change.count];
  if (change.type === "error") return [change.error];
  return [{ online: change.online, live: change.live }];
}
