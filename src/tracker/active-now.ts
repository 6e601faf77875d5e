import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Instant } from "../core/calendar.ts";
import { addToSketch, countSketch, emptySketch, type UserSketch, uniteSketches } from "../core/user-sketch.ts";
import type { SharedTables } from "../storage/store.ts";
import { OPERATIONS_ROW } from "./operations.ts";

/** Users count as active for so many minutes. */
const MINUTES = 5;
const MINUTE_MS = 60_000;
/** What other processes have published is read again after this long. */
const FRESH_MS = 10_000;
const NOBODY = emptySketch();

/** The users of the last five minutes, of this process and of the others. */
export interface ActiveNow {
  /** Notes a user; for the way of every request. */
  seen(userId: string, now: Instant): void;
  /** Tells the other processes, once a minute at most; nothing where nobody was seen. */
  publish(now: Instant): Promise<void>;
  /** How many different users were active, all processes together. */
  count(now: Instant): Promise<number>;
}

/** Nobody was seen yet. */
export function createActiveNow(shared: Pick<SharedTables, "publishActive" | "activeSince">): ActiveNow {
  const process = crypto.randomUUID();
  const sketches = Array.from({ length: MINUTES }, emptySketch);
  const minutes: number[] = new Array(MINUTES).fill(Number.NEGATIVE_INFINITY);
  let publishedIn = Number.NEGATIVE_INFINITY;
  let others: { readonly at: Instant; readonly sketches: readonly UserSketch[] } | undefined;

  /** The users of a minute, where it is one of the last five. */
  function of(minute: number): UserSketch | undefined {
    const at = ((minute % MINUTES) + MINUTES) % MINUTES;
    return minutes[at] === minute ? sketches[at] : undefined;
  }

  async function ofOthers(now: Instant): Promise<readonly UserSketch[]> {
    if (others !== undefined && Math.abs(now - others.at) < FRESH_MS) return others.sketches;
    const since = (Math.floor(now / MINUTE_MS) - MINUTES + 1) * MINUTE_MS;
    const rows = await shared.activeSince(since);
    const isTheirs = (name: string): boolean => !name.startsWith(process) && !name.startsWith(OPERATIONS_ROW);
    const read = rows.filter((row) => isTheirs(row.process)).map(({ users }) => decode(users));
    others = { at: now, sketches: read };
    return read;
  }

  return {
    seen(userId, now) {
      const minute = Math.floor(now / MINUTE_MS);
      const at = minute % MINUTES;
      const sketch = sketches[at] as UserSketch;
      if (minutes[at] !== minute) {
        sketch.fill(0);
        minutes[at] = minute;
      }
      addToSketch(sketch, userId);
    },
    async publish(now) {
      const minute = Math.floor(now / MINUTE_MS);
      if (minute === publishedIn) return;
      const before = (minute - MINUTES) * MINUTE_MS;
      // The minute that is over is whole only now.
      for (const each of [minute - 1, minute]) {
        const sketch = of(each);
        if (sketch === undefined) continue;
        publishedIn = minute;
        const row = { process: `${process} ${each}`, at: each * MINUTE_MS, users: encode(sketch) };
        await shared.publishActive(row, before);
      }
    },
    async count(now) {
      const minute = Math.floor(now / MINUTE_MS);
      const all = emptySketch();
      for (let age = 0; age < MINUTES; age++) uniteSketches(all, of(minute - age) ?? NOBODY);
      for (const sketch of await ofOthers(now)) uniteSketches(all, sketch);
      return countSketch(all);
    },
  };
}

function encode(sketch: UserSketch): string {
  return deflateRawSync(sketch, { level: 1 }).toString("base64");
}

function decode(text: string): UserSketch {
  return inflateRawSync(Buffer.from(text, "base64"));
}
