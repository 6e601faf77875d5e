import type { ActivityInput, ActivitySource } from "../core/activity.ts";
import type { Outcome } from "../core/change.ts";
import { DaystreakError, type ErrorCode } from "../core/errors.ts";
import type { RecordOptions, Tracker } from "../tracker/tracker.ts";
import type { ReportAnswer } from "./contract/reports.ts";
import type { AnyComponent } from "./contract/schema.ts";
import { createCheck, type Wrong } from "./contract/validator.ts";

/** What a wrong field of an activity is called. */
const FIELD_REFUSALS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  user_id: ["user_id_invalid", "user_id must be a text of 1 to 255 characters"],
  type: ["type_invalid", "type must be the name of an activity type"],
  at: ["at_invalid", "at must be ISO 8601 with an offset or Z, or milliseconds since 1970"],
  sent_at: ["at_invalid", "sent_at must be ISO 8601 with an offset or Z, or milliseconds since 1970"],
  id: ["id_invalid", "id must be a text"],
  ref: ["ref_invalid", "ref must be a text"],
  zone: ["zone_invalid", "zone must be an IANA name such as Europe/Paris or an offset such as +05:45"],
};

/** Turns one item of a request into an activity. @throws DaystreakError with the code of the first wrong field */
export type ReadActivity = (item: unknown) => ActivityInput;

/** Makes the reader of items of a schema, when it is asked for; a user's own items name no user, so `userId` does. */
export function createReadActivity(
  schema: AnyComponent,
): () => Promise<(item: unknown, userId?: string) => ActivityInput> {
  const checkOf = createCheck(schema);
  return async () => {
    const check = await checkOf();
    return (item, userId) => readActivity(check(item), item, userId);
  };
}

function readActivity(wrong: Wrong | undefined, item: unknown, userId: string | undefined): ActivityInput {
  if (wrong !== undefined) {
    const [code, detail] = FIELD_REFUSALS[wrong.field] ?? [
      "activity_invalid",
      `an activity must be an object: ${wrong.text}`,
    ];
    throw new DaystreakError(code, detail);
  }
  const { user_id, type, at, id, ref, zone } = item as Record<string, string | null | undefined>;
  return {
    userId: userId ?? (user_id as string),
    type: type as string,
    ...(at != null && { at }),
    ...(id != null && { id }),
    ...(ref != null && { ref }),
    ...(zone != null && { zone }),
  };
}

/** Counts what became of the activities of one request. */
export interface Report {
  /** Records the items; each is read and refused by itself. Their indexes, or that of the first one. */
  take(items: readonly unknown[], indexes: readonly number[] | number): Promise<void>;
  /** Lists something that could not even be read. Throws what is no refusal. */
  reject(index: number, error: unknown): void;
  answer(): ReportAnswer;
}

/** Options of {@link createReport}. */
export interface ReportOptions {
  readonly tracker: Tracker;
  readonly read: ReadActivity;
  readonly source: ActivitySource;
  readonly record?: Omit<RecordOptions, "source">;
}

/** A list of rejections is cut here: a stream of broken lines must not fill the memory. */
const MAX_REJECTIONS = 10_000;

/** Makes the report of one request. */
export function createReport({ tracker, read, source, record }: ReportOptions): Report {
  const answer: ReportAnswer = { accepted: 0, duplicates: 0, rejected: [] };
  const refuse = (index: number, code: ErrorCode, detail: string): void => {
    if (answer.rejected.length < MAX_REJECTIONS) answer.rejected.push({ index, code, detail });
    else answer.rejected_more = (answer.rejected_more ?? 0) + 1;
  };
  const reject = (index: number, error: unknown): void => {
    if (!(error instanceof DaystreakError)) throw error;
    refuse(index, error.code, error.message);
  };
  const settle = (index: number, outcome: Outcome): void => {
    if (outcome.status === "accepted") answer.accepted++;
    else if (outcome.status === "duplicate") answer.duplicates++;
    else refuse(index, outcome.code, outcome.detail);
  };
  return {
    reject,
    async take(items, indexes) {
      const inputs: ActivityInput[] = [];
      const kept: number[] = [];
      items.forEach((item, at) => {
        const index = typeof indexes === "number" ? indexes + at : (indexes[at] as number);
        try {
          inputs.push(read(item));
          kept.push(index);
        } catch (error) {
          reject(index, error);
        }
      });
      if (inputs.length === 0) return;
      const outcomes = await tracker.recordMany(inputs, { source, ...record });
      outcomes.forEach((outcome, at) => {
        settle(kept[at] as number, outcome);
      });
    },
    answer() {
      answer.rejected.sort((a, b) => a.index - b.index);
      return answer;
    },
  };
}

/**
 * The list of a JSON body.
 * @throws DaystreakError `body_invalid`, `body_too_large` for more than `max` activities
 */
export function requireActivities(body: Readonly<Record<string, unknown>> | undefined, max: number): unknown[] {
  const activities = body?.activities;
  if (!Array.isArray(activities)) throw new DaystreakError("body_invalid", 'send { "activities": [ … ] }');
  if (activities.length > max) {
    throw new DaystreakError("body_too_large", `send at most ${max} activities in one request`);
  }
  return activities;
}
