import type { Instant } from "../core/calendar.ts";
import type { MarkWindow } from "./mark-window.ts";

const SLOT_MS = 300_000;
const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;

/** What a repeat asks of a mark: plain presence, presence that moves `last_login`, or a heartbeat's 5-minute slot. */
export type MarkedKind = "presence" | "login" | "heartbeat";

/** Marks that end together. */
interface Bucket {
  readonly until: Instant;
  /** User to bits: 0–1 quarter hours less one, 2 login, 3–6 heartbeat slot + 1, 7 and up the zone; a small integer, so that no entry has a box. */
  readonly users: Map<string, number>;
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
  const zoneIds = new Map<string, number>();
  let young: Bucket[] = [];
  let old: Bucket[] = [];

  const find = (userId: string, zone: string | undefined, at: Instant, now: Instant): Found | undefined =>
    findIn(young, userId, zone, at, now) ?? (old.length === 0 ? undefined : findIn(old, userId, zone, at, now));

  function findIn(
    buckets: Bucket[],
    userId: string,
    zone: string | undefined,
    at: Instant,
    now: Instant,
  ): Found | undefined {
    for (const bucket of buckets) {
      if (now >= bucket.until || now < bucket.until - HOUR_MS) continue;
      const bits = bucket.users.get(userId);
      if (bits === undefined) continue;
      const start = bucket.until - ((bits & 3) + 1) * QUARTER_MS;
      // Said positively, so that an instant that is no number matches nothing.
      if (!(now >= start && at >= start && at <= now)) return undefined;
      if (zone !== undefined && zoneIds.get(zone) !== bits >>> 7) return undefined;
      return { bucket, bits };
    }
    return undefined;
  }

  function bucketOf(until: Instant, now: Instant): Bucket {
    young = young.filter((bucket) => isAlive(bucket, now));
    old = old.filter((bucket) => isAlive(bucket, now));
    if (sizeOf(young) >= max / 2) {
      old = young;
      young = [];
    }
    const known = young.find((bucket) => bucket.until === until);
    if (known !== undefined) return known;
    const bucket = { until, users: new Map<string, number>() };
    young.push(bucket);
    return bucket;
  }

  function zoneId(zone: string | undefined): number {
    if (zone === undefined) return 0;
    const known = zoneIds.get(zone);
    if (known !== undefined) return known;
    zoneIds.set(zone, zoneIds.size + 1);
    return zoneIds.size;
  }

  function drop(userId: string): void {
    for (const bucket of young) bucket.users.delete(userId);
    for (const bucket of old) bucket.users.delete(userId);
  }

  return {
    covers(userId, kind, zone, at, now) {
      const found = find(userId, zone, at, now);
      if (found === undefined) return false;
      if (kind === "login") return (found.bits & 4) !== 0;
      return kind === "presence" || ((found.bits >> 3) & 15) === slotOf(at);
    },
    stamp(userId, zone, at, now) {
      const found = find(userId, zone, at, now);
      return found === undefined ? undefined : (found.bucket.until / QUARTER_MS) * 65_536 + (found.bits >>> 7);
    },
    remember(userId, window, kind, login, at, now) {
      if (now >= window.until || now < window.start) {
        // Too short to be kept; the mark before may speak of another zone.
        drop(userId);
        return;
      }
      const before = find(userId, window.zone, at, now)?.bits ?? 0;
      const zone = zoneId(window.zone);
      const bucket = bucketOf(window.until, now);
      const kept = before >>> 7 === zone ? before & 0b111_1100 : 0;
      const slot = kind === "heartbeat" && window.slots ? slotOf(at) << 3 : kept & 0b111_1000;
      const length = (window.until - window.start) / QUARTER_MS - 1;
      drop(userId);
      bucket.users.set(ownCopy(userId), length | (login ? 4 : kept & 4) | slot | (zone << 7));
      moveUp(young, bucket);
    },
    drop,
    get size() {
      return sizeOf(young) + sizeOf(old);
    },
  };
}

interface Found {
  readonly bucket: Bucket;
  readonly bits: number;
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
function isAlive(bucket: Bucket, now: Instant): boolean {
  return bucket.until > now && bucket.until <= now + HOUR_MS;
}

/** 5-minute slot of the hour, from 1; a window is never longer than an hour. */
function slotOf(at: Instant): number {
  return Math.floor((at % HOUR_MS) / SLOT_MS) + 1;
}

function sizeOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, bucket) => sum + bucket.users.size, 0);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The same text in memory of its own: a part cut out of a token would keep the whole token alive for an hour. */
function ownCopy(text: string): string {
  return decoder.decode(encoder.encode(text));
}
