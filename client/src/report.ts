import { notDaystreak } from "./error.ts";
import type { Hub } from "./hub.ts";
import type { Platform } from "./platform.ts";
import type { Entry } from "./queue-store.ts";
import type { Session } from "./session.ts";
import type { ActivityEvent, EventsAnswer } from "./wire.ts";

/** Sends activities, at most 1,000; `leaving` lets the call outlive the page. @throws DaystreakClientError */
export type Reporter = (entries: readonly Entry[], leaving?: boolean) => Promise<EventsAnswer>;

/** A device's clock that was moved less than this keeps the instants it gave. */
const MOVED_MS = 60_000;

/** Makes the reporter. The answer's streak goes to the hub. */
export function createReporter(session: Session, platform: Platform, hub: Hub): Reporter {
  /** In the words of the clock as it is now: it may have been set since, and `sent_at` can say only one difference. */
  const eventOf = ({ id, type, at, ref, zone, skew }: Entry): ActivityEvent => {
    const moved = skew === undefined || hub.skew === undefined ? 0 : skew - hub.skew;
    return {
      id,
      type,
      at: Math.round(Math.abs(moved) > MOVED_MS ? at + moved : at),
      ...(ref !== undefined && { ref }),
      ...(zone !== undefined && { zone }),
    };
  };
  return async (entries, leaving = false) => {
    const askedAt = platform.now();
    const answer = await session.json<EventsAnswer>("/api/activity/events/", {
      body: { activities: entries.map(eventOf), sent_at: askedAt },
      keepalive: leaving,
    });
    // Whatever answers in the server's place must not make us forget what was not stored.
    if (!Array.isArray(answer.rejected) || typeof answer.accepted !== "number") {
      throw notDaystreak();
    }
    if (answer.streak) hub.take(answer.streak, { askedAt });
    return answer;
  };
}
