import { notDaystreak } from "../error.ts";
import type { Live, LiveOptions } from "../live.ts";
import type { FeedAnswer, StreakAnswer } from "../wire.ts";

/** How often an app in front asks for news. */
const EVERY_MS = 60_000;

/** News for apps whose `fetch` cannot stream: asked for when the app comes to the front, and then once a minute. */
export function createPolling({ platform, session, message, opened, failed }: LiveOptions): Live {
  let lastId: number | undefined;
  let lastAt = "";
  let isWanted = false;
  let isAsking = false;
  let stopTimer: (() => void) | undefined;

  const ask = async (): Promise<void> => {
    const streak = await session.json<StreakAnswer>("/api/streak/");
    if (typeof streak.version !== "number") throw notDaystreak();
    // Only who was there before gets news; whoever comes new gets the state.
    const isNews = lastId !== undefined && streak.version !== lastId;
    const facts = isNews ? (await session.json<FeedAnswer>("/api/feed/")).facts : [];
    lastId = streak.version;
    opened(true);
    message({ streak, facts: facts.filter(({ at }) => at >= lastAt).reverse() }, streak.version);
    lastAt = facts[0]?.at ?? lastAt;
    if (!isNews) lastAt = streak.as_of;
  };

  const poll = async (): Promise<void> => {
    stopTimer?.();
    if (!isWanted || isAsking || !platform.isShown()) return;
    isAsking = true;
    await ask().catch((error: unknown) => {
      opened(false);
      failed(error);
    });
    isAsking = false;
    if (isWanted) stopTimer = platform.later(() => void poll(), EVERY_MS);
  };

  const stop = (): void => {
    isWanted = false;
    stopTimer?.();
    opened(false);
  };

  const stopWatch = platform.watch((signal) => {
    if (signal === "shown" || signal === "online") void poll();
    if (signal === "hidden") stopTimer?.();
  });

  return {
    stop,
    start() {
      isWanted = true;
      void poll();
    },
    close() {
      stop();
      stopWatch();
    },
    seen: () => undefined,
  };
}
