import type { Outcome } from "../core/change.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { outcomeWord, type Session, type Surface, type SurfaceSetup } from "./surface.ts";

/** Makes the tracker of one server on the database of a session. Every tracker is closed with the session. */
export type OpenTracker = (server: string) => Promise<Tracker>;

/** Opens an empty database, and trackers on it. */
export interface TrackerHost {
  readonly openTracker: OpenTracker;
  /** Called when all trackers are closed. */
  readonly close?: () => Promise<void>;
}

/** Runs vectors against trackers over any store. `open` is called once per vector, with a scripted clock. */
export function trackerSurface(open: (setup: SurfaceSetup) => Promise<TrackerHost>): Surface {
  return { name: "store", open: async (setup) => trackerSession(await open(setup)) };
}

/** The session of one vector over trackers, one per server, made when first named. */
export function trackerSession({
  openTracker,
  close,
}: TrackerHost): Session & { tracker(server: string): Promise<Tracker> } {
  const trackers = new Map<string, Promise<Tracker>>();
  const on = (server: string): Promise<Tracker> => {
    const opened = trackers.get(server) ?? openTracker(server);
    trackers.set(server, opened);
    return opened;
  };
  return {
    tracker: on,
    async record(server, inputs, options) {
      const tracker = await on(server);
      const [only] = inputs;
      if (inputs.length === 1 && only !== undefined) return [outcomeWord(await tracker.record(only, options))];
      return (await tracker.recordMany(inputs, options)).map(outcomeWord);
    },
    async change(server, userId, change) {
      const tracker = await on(server);
      if (change.kind === "login") return outcomeWord(await tracker.recordLogin(userId));
      return outcomeWord((await tracker.change(userId, [change]))[0] as Outcome);
    },
    streak: async (server, userId, asOf) => (await on(server)).streak(userId, asOf),
    calendar: async (server, userId, range, asOf) => (await on(server)).calendar(userId, range, asOf),
    explain: async (server, userId, date, asOf) => (await on(server)).explain(userId, date, asOf),
    async facts(server, userId) {
      const page = await (await on(server)).feed(userId, 1_000);
      return page?.facts.map(({ kind }) => kind) ?? [];
    },
    async close() {
      for (const tracker of trackers.values()) await (await tracker).close();
      await close?.();
    },
  };
}
