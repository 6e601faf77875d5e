import type { Instant } from "../core/calendar.ts";
import type { Channel } from "./channel.ts";

/** Attempts in a row that must fail before a lane is left alone for a while. */
const FAILURES = 5;
/** For how long it is left alone at first, and at most. */
const REST_MS = 5_000;
const LONGEST_REST_MS = 60_000;
/** How long a delivery waits whose lane has enough under way. */
const FULL_MS = 1_000;

/** Watches who stands behind the addresses of a channel, so that one who is slow or away stops nobody else. */
export interface LaneWatch {
  /** Takes a place for an attempt, to be given back; or says until when it is to wait. */
  enter(to: string, now: Instant): Place | Instant;
}

/** A place in a lane; give it back once the attempt has ended, with how it ended where it was made. */
export type Place = (outcome: "worked" | "failed" | "not made", now: Instant) => void;

interface Lane {
  flying: number;
  failures: number;
  restsUntil: Instant;
}

/** A lane gets a quarter of its channel at most; channels whose addresses share one receiver are watched by nobody. */
export function createLaneWatch(channel: Pick<Channel, "concurrency" | "lane">): LaneWatch {
  const lanes = new Map<string, Lane>();
  const max = Math.max(1, Math.floor(channel.concurrency / 4));
  const { lane: nameOf } = channel;
  if (nameOf === undefined) return { enter: () => () => {} };

  return {
    enter(to, now) {
      const name = nameOf(to);
      const lane = lanes.get(name) ?? { flying: 0, failures: 0, restsUntil: 0 };
      if (lane.restsUntil > now) return lane.restsUntil;
      if (lane.flying >= max) return now + FULL_MS;
      lanes.set(name, lane);
      lane.flying++;
      return (outcome, at) => {
        lane.flying--;
        if (outcome === "worked") lane.failures = 0;
        if (outcome === "failed") lane.failures++;
        if (outcome === "failed" && lane.failures >= FAILURES) {
          lane.restsUntil = at + Math.min(LONGEST_REST_MS, REST_MS * 2 ** (lane.failures - FAILURES));
        } else if (lane.flying === 0 && lane.failures === 0) lanes.delete(name);
      };
    },
  };
}
