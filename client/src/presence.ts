import type { Platform } from "./platform.ts";

/** Options of {@link watchPresence}. */
export interface PresenceOptions {
  readonly platform: Platform;
  /** Whose presence it is. */
  readonly user: () => Promise<string>;
  readonly intervalMs: number;
  /** Reports that a person was there at `at`; `leaving` where the page may be gone in a moment. */
  readonly beat: (at: number, leaving: boolean) => void;
}

/**
 * Looks from time to time, while the app is shown, whether a person was there since the last heartbeat, and reports it:
 * at most once an interval over all tabs. Time in which the app is hidden, or nobody moves, adds nothing.
 */
export function watchPresence({ platform, user, intervalMs, beat }: PresenceOptions): () => void {
  let owner: string | undefined;
  let stopTimer: (() => void) | undefined;
  let letGo: (() => void) | undefined;
  let isStopped = false;

  const isDue = (name: string, at: number): boolean => {
    const last = platform.recall(name) ?? 0;
    // Also where the clock was ahead once: a heartbeat of tomorrow must not silence today.
    return at > 0 && Math.abs(at - last) >= intervalMs;
  };

  /** Who is signed out is not there. */
  const find = async (): Promise<string | undefined> => {
    owner ??= await user().catch(() => undefined);
    return owner;
  };

  const look = async (): Promise<void> => {
    if ((await find()) === undefined) return;
    const name = `daystreak:beat:${owner}`;
    if (!isDue(name, platform.personAt())) return;
    const release = await platform.claim(name);
    if (release === undefined) return;
    const at = platform.personAt();
    if (isStopped || !isDue(name, at)) return release();
    platform.remember(name, at);
    beat(at, false);
    // Held for the interval: other tabs may not have seen yet what is remembered.
    const stop = platform.later(release, intervalMs);
    letGo = () => {
      stop();
      release();
    };
  };

  /** The page may be gone before a lock is had. */
  const leave = (): void => {
    const name = `daystreak:beat:${owner}`;
    const at = platform.personAt();
    if (owner === undefined || !isDue(name, at)) return;
    platform.remember(name, at);
    beat(at, true);
  };

  const schedule = (): void => {
    stopTimer?.();
    if (isStopped) return;
    stopTimer = platform.later(() => {
      if (!platform.isShown()) return;
      void look().then(schedule, schedule);
    }, intervalMs / 10);
  };

  const stopWatch = platform.watch((signal) => {
    if (signal === "shown") {
      platform.personAt(); // what was before does not count for now
      schedule();
    }
    // A page that holds something is not kept to come back to.
    if (signal === "gone") letGo?.();
    if (signal !== "hidden") return;
    stopTimer?.();
    leave();
  });
  if (platform.isShown()) schedule();
  void find(); // on leaving it would be too late to ask
  return () => {
    isStopped = true;
    stopTimer?.();
    letGo?.();
    stopWatch();
  };
}
