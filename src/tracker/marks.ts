import type { Instant } from "../core/calendar.ts";
import type { MarkWindow } from "./mark-window.ts";
import { ABSENT, createUserNumbers, type UserNumbers } from "./user-numbers.ts";

const SLOT_MS = 300_000;
const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
/** Quarter hours in the longest window. */
const QUARTERS = 4;

/** What a repeat asks of a mark: plain presence, presence that moves `last_login`, or a heartbeat's 5-minute slot. */
export type MarkedKind = "presence" | "login" | "heartbeat";

/** Marks that end together. */
interface Bucket {
  /** In quarter hours since 1970, like every bound of a mark: small integers. */
  readonly end: number;
  /** User to bits: 0–1 quarter hours less one, 2 login, 3–6 heartbeat slot + 1, 7 and up the zone; a small integer, so that no entry has a box. */
  readonly users: UserNumbers;
}

/**
 * What this process knows to be recorded: "user U, zone Z: active in this local hour of this local date, until T".
 * A repeat that a mark covers cannot change anything. Marks expire by themselves: they are kept by the instant at which
 * they end, so that an hour is forgotten by dropping one map.
 */
export interface Marks {
  /** Whether an activity of this kind and own zone, at `at`, received `now`, is known to be recorded. */
  covers(userId: string, kind: MarkedKind, zone: string | undefined, at: Instant, now: Instant): boolean;
  /** Names the hour and zone of the mark that covers plain presence; `undefined` where none does. */
  stamp(userId: string, zone: string | undefined, at: Instant, now: Instant): number | undefined;
  /** Remembers a COMMITTED activity at `at`. `login`: no login within the window can move `last_login` any more. */
  remember(userId: string, window: MarkWindow, kind: MarkedKind, login: boolean, at: Instant, now: Instant): void;
  /** Forgets a user. */
  drop(userId: string): void;
  /** Marks in memory, expired ones included until the next one is set. */
  readonly size: number;
}

/** An empty memory of at most `max` marks. Where half of it is filled, the marks before become the older half; the older half before is forgotten whole. */
export function createMarks(max: number): Marks {
  /** Zones by the number under which marks name them; a mark without a zone matches no zone. */
  const zones: (string | undefined)[] = [undefined];
  const zoneIds = new Map<string, number>();
  let young: Bucket[] = [];
  let old: Bucket[] = [];

  /** The end of the mark that {@link bitsOf} found last: told this way, since the way of every request must not allocate. */
  let foundEnd = 0;

  /** The bits of the mark that covers an instant in a zone; -1 where none does. */
  function bitsOf(userId: string, zone: string | undefined, at: Instant, now: Instant): number {
    // Said positively, so that an instant that is no number matches nothing.
    if (!(at <= now)) return ABSENT;
    const bits = bitsIn(young, userId, zone, quarterOf(at), quarterOf(now));
    return bits !== ABSENT || old.length === 0 ? bits : bitsIn(old, userId, zone, quarterOf(at), quarterOf(now));
  }

  function bitsIn(buckets: Bucket[], userId: string, zone: string | undefined, at: number, now: number): number {
    for (let i = 0; i < buckets.length; i++) {
      const { end, users } = buckets[i] as Bucket;
      if (now >= end || now < end - QUARTERS) continue;
      const bits = users.get(userId);
      if (bits === ABSENT) continue;
      if (at < end - (bits & 3) - 1) return ABSENT;
      if (zone !== undefined && zones[bits >>> 7] !== zone) return ABSENT;
      foundEnd = end;
      return bits;
    }
    return ABSENT;
  }

  function bucketOf(end: number, now: number): Bucket {
    young = young.filter((bucket) => isAlive(bucket, now));
    old = old.filter((bucket) => isAlive(bucket, now));
    if (sizeOf(young) >= max / 2) {
      old = young;
      young = [];
    }
    const known = young.find((bucket) => bucket.end === end);
    if (known !== undefined) return known;
    const bucket = { end, users: createUserNumbers() };
    young.push(bucket);
    return bucket;
  }

  function zoneId(zone: string | undefined): number {
    if (zone === undefined) return 0;
    const known = zoneIds.get(zone);
    if (known !== undefined) return known;
    zoneIds.set(zone, zones.length);
    return zones.push(zone) - 1;
  }

  function drop(userId: string): void {
    for (const bucket of young) bucket.users.delete(userId);
    for (const bucket of old) bucket.users.delete(userId);
  }

  return {
    covers(userId, kind, zone, at, now) {
      const bits = bitsOf(userId, zone, at, now);
      if (bits === ABSENT) return false;
      if (kind === "login") return (bits & 4) !== 0;
      return kind === "presence" || ((bits >> 3) & 15) === slotOf(at);
    },
    stamp(userId, zone, at, now) {
      const bits = bitsOf(userId, zone, at, now);
      return bits === ABSENT ? undefined : foundEnd * 65_536 + (bits >>> 7);
    },
    remember(userId, window, kind, login, at, now) {
      if (now >= window.until || now < window.start) {
        // Too short to be kept; the mark before may speak of another zone.
        drop(userId);
        return;
      }
      const before = bitsOf(userId, window.zone, at, now);
      const zone = zoneId(window.zone);
      const bucket = bucketOf(quarterOf(window.until), quarterOf(now));
      const kept = before !== ABSENT && before >>> 7 === zone ? before & 0b111_1100 : 0;
      const slot = kind === "heartbeat" && window.slots ? slotOf(at) << 3 : kept & 0b111_1000;
      const length = (window.until - window.start) / QUARTER_MS - 1;
      drop(userId);
      bucket.users.set(userId, length | (login ? 4 : kept & 4) | slot | (zone << 7));
      moveUp(young, bucket);
    },
    drop,
    get size() {
      return sizeOf(young) + sizeOf(old);
    },
  };
}

/** Larger buckets stand first, since they are looked into first. */
function moveUp(buckets: Bucket[], bucket: Bucket): void {
  const index = buckets.indexOf(bucket);
  const larger = buckets[index - 1];
  if (larger === undefined || larger.users.size >= bucket.users.size) return;
  buckets[index - 1] = bucket;
  buckets[index] = larger;
}

/** A clock that jumped leaves marks that end far from now; they are of no use and go with the expired ones. */
function isAlive({ end }: Bucket, now: number): boolean {
  return end > now && end <= now + QUARTERS;
}

function quarterOf(instant: Instant): number {
  return Math.floor(instant / QUARTER_MS);
}

/** 5-minute slot of the hour, from 1; a window is never longer than an hour. */
function slotOf(at: Instant): number {
  return Math.floor((at % HOUR_MS) / SLOT_MS) + 1;
}

function sizeOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, bucket) => sum + bucket.users.size, 0);
}
