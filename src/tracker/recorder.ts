import type { Activity, ActivityInput } from "../core/activity.ts";
import { admit, requireUserId } from "../core/admission.ts";
import type { Instant } from "../core/calendar.ts";
import type { Change, Outcome } from "../core/change.ts";
import { DaystreakError, type ErrorCode } from "../core/errors.ts";
import type { Rules } from "../core/rules.ts";
import type { Batch } from "./batch.ts";
import type { FailureReport } from "./failure-report.ts";
import type { Known } from "./known.ts";
import type { RecordOptions, Tracker } from "./tracker.ts";
import type { Result } from "./waiting.ts";

const ACCEPTED: Promise<Outcome> = Promise.resolve({ status: "accepted" });
const DUPLICATE: Promise<Outcome> = Promise.resolve({ status: "duplicate" });
const LIVE: RecordOptions = {};
/** Whoever did something this long ago or later is here now. */
const PRESENT_MS = 300_000;
/** Changes that `recordMany` has in the queue at once, so that one caller never fills it. */
const CHUNK_CHANGES = 5_000;

/** What recording needs. */
export interface RecorderOptions {
  readonly rules: Rules;
  readonly batch: Batch;
  readonly known: Known;
  readonly report: FailureReport;
  readonly now: () => Instant;
  /** Whether activities are still taken. */
  readonly isOpen: () => boolean;
  /** Told of every user who was here just now. */
  readonly onSeen: (userId: string, now: Instant) => void;
  /** Told of each activity that is refused before it comes to the store. */
  readonly onRefusal: (code: ErrorCode) => void;
}

/** Records activities: refuses what is wrong, drops what cannot change anything, hands the rest to the batch. */
export interface Recorder extends Pick<Tracker, "record" | "recordMany" | "recordLogin" | "change" | "knows"> {
  /** Activities dropped because they could change nothing. */
  readonly marked: number;
  /** Presence that no mark knew of, so that it went to the store. */
  readonly unmarked: number;
}

/** Makes a recorder over a batch. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { rules, batch, known, report, now: clock, isOpen, onSeen, onRefusal } = options;
  let marked = 0;
  let unmarked = 0;

  function requireOpen(): void {
    if (!isOpen()) throw closedError();
  }

  /** Checks an activity; gives it, or what it comes to without being written. */
  function admitOne(input: ActivityInput, given: RecordOptions, now: Instant): Activity | "accepted" | "duplicate" {
    if (typeof input !== "object" || input === null) {
      throw new DaystreakError("activity_invalid", "an activity must be an object with userId and type");
    }
    const userId = requireUserId(input.userId);
    const context = { ...given, now, rules, source: given.source ?? "live", login: input.type === "session" };
    const activity = admit(input, context);
    if (now - activity.at < PRESENT_MS) onSeen(userId, now);
    const repeat = known.repeats(userId, activity, now);
    if (repeat !== undefined) marked++;
    else if (activity.kind === "presence") unmarked++;
    return repeat ?? activity;
  }

  /** A refusal of the input is an outcome; whatever else went wrong is thrown on. */
  function refusal(cause: unknown): Outcome {
    if (!(cause instanceof DaystreakError) || isFailure(cause)) throw cause;
    onRefusal(cause.code);
    return { status: "rejected", code: cause.code, detail: cause.message };
  }

  /** Runs what may refuse or fail, so that nothing is ever thrown at a host that does not wait. */
  function guarded(run: () => Promise<Outcome>): Promise<Outcome> {
    try {
      requireOpen();
      return run();
    } catch (cause) {
      try {
        return Promise.resolve(refusal(cause));
      } catch {
        report.failed(cause);
        const failure = Promise.reject(cause);
        failure.catch(() => undefined);
        return failure;
      }
    }
  }

  function record(input: ActivityInput, given: RecordOptions = LIVE): Promise<Outcome> {
    const now = clock();
    // The way of nearly every request of a host app: nothing is allocated here.
    if (isOpen() && isPlain(input) && given.sentAt === undefined) {
      const at = (input.at as Instant | undefined) ?? now;
      if (known.knows(input.userId, input.type, input.zone, at, now)) {
        marked++;
        onSeen(input.userId, now);
        return ACCEPTED;
      }
    }
    return admitAndSubmit(input, given, now);
  }

  /** Apart from `record`, whose way must not pay for the closure. */
  function admitAndSubmit(input: ActivityInput, given: RecordOptions, now: Instant): Promise<Outcome> {
    return guarded(() => {
      const activity = admitOne(input, given, now);
      if (typeof activity === "string") return activity === "accepted" ? ACCEPTED : DUPLICATE;
      return batch.submit(input.userId, { kind: "activity", activity });
    });
  }

  async function recordMany(inputs: readonly ActivityInput[], given: RecordOptions = LIVE): Promise<Outcome[]> {
    requireOpen();
    const now = clock();
    const outcomes = new Array<Outcome>(inputs.length);
    const lines = new Map<string, Line>();
    for (const [index, input] of inputs.entries()) {
      try {
        const activity = admitOne(input, given, now);
        if (typeof activity === "string") outcomes[index] = { status: activity };
        else addTo(lines, input.userId, index, { kind: "activity", activity });
      } catch (cause) {
        outcomes[index] = refusal(cause);
      }
    }
    for (const chunk of chunksOf(lines.values())) {
      const results = await Promise.all(chunk.map((line) => submitAll(line.userId, line.changes)));
      for (const [i, line] of chunk.entries()) {
        for (const [j, index] of line.indexes.entries())
          outcomes[index] = outcomeOf((results[i] as Result[])[j] as Result);
      }
    }
    return outcomes;
  }

  function submitAll(userId: string, changes: readonly Change[]): Promise<Result[]> {
    try {
      return batch.submitAll(userId, changes);
    } catch (cause) {
      report.failed(cause);
      return Promise.reject(cause);
    }
  }

  return {
    record,
    recordMany,
    knows(userId, type, at, zone, ref) {
      const now = clock();
      const isKnown = isOpen() && known.knows(userId, type, zone, at, now, ref);
      if (!isKnown) return false;
      marked++;
      onSeen(userId, now);
      return true;
    },
    recordLogin(userId) {
      const at = clock();
      return guarded(() => {
        if (known.knows(requireUserId(userId), "session", undefined, at, at)) {
          marked++;
          return ACCEPTED;
        }
        return batch.submit(userId, { kind: "login", at });
      });
    },
    async change(userId, changes) {
      requireOpen();
      const results = await submitAll(requireUserId(userId), changes);
      return results.map(outcomeOf);
    },
    get marked() {
      return marked;
    },
    get unmarked() {
      return unmarked;
    },
  };
}

/** The refusal of whatever comes after `close`. */
export function closedError(): DaystreakError {
  return new DaystreakError("closed", "the tracker is closed: make another one");
}

/**
 * The outcome of a result. A failure that concerns this one change is a rejection; one that concerns whatever is sent
 * now is thrown, since sending all of it again is safe and right.
 */
export function outcomeOf(result: Result): Outcome {
  if (!(result instanceof Error)) return result;
  if (isFailure(result)) throw result;
  return { status: "rejected", code: result.code, detail: result.message };
}

function isFailure({ code }: DaystreakError): boolean {
  return code === "storage_unavailable" || code === "overloaded" || code === "closed";
}

/** Whether an activity is presence that a mark alone can answer: nothing about it needs admission. */
function isPlain(input: ActivityInput | null | undefined): boolean {
  if (input === null || input === undefined || input.id !== undefined || input.ref !== undefined) return false;
  return input.at === undefined || typeof input.at === "number";
}

interface Line {
  readonly userId: string;
  readonly changes: Change[];
  /** Where each change stands among the inputs. */
  readonly indexes: number[];
}

function addTo(lines: Map<string, Line>, userId: string, index: number, change: Change): void {
  let line = lines.get(userId);
  if (line === undefined) {
    line = { userId, changes: [], indexes: [] };
    lines.set(userId, line);
  }
  line.changes.push(change);
  line.indexes.push(index);
}

/** A user's changes stay together: within one batch they are sorted by their instants. */
function* chunksOf(lines: Iterable<Line>): Generator<Line[]> {
  let chunk: Line[] = [];
  let size = 0;
  for (const line of lines) {
    chunk.push(line);
    size += line.changes.length;
    if (size < CHUNK_CHANGES) continue;
    yield chunk;
    chunk = [];
    size = 0;
  }
  if (chunk.length > 0) yield chunk;
}
