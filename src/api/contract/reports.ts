import type { StreakAnswer } from "../../core/answers.ts";
import { STREAK } from "./answers.ts";
import {
  array,
  boolean,
  type Component,
  component,
  count,
  dateText,
  nullable,
  object,
  optional,
  ref,
  text,
} from "./schema.ts";

/** What an update answers, in the fields of the original. */
export interface UpdateAnswer {
  success: boolean;
  message: string;
  streak: { current_streak: number; max_streak: number; last_activity_date: string | null };
  activity_date: string;
}

/** The answer of `POST /api/activity/update/`. */
export const UPDATE: Component<UpdateAnswer> = component(
  "Update",
  object({
    success: boolean(),
    message: text(),
    streak: object({
      current_streak: count(),
      max_streak: count(),
      last_activity_date: nullable(dateText()),
    }),
    activity_date: dateText("The local date the activity was credited to."),
  }),
);

/** One activity that was refused. */
export interface Rejection {
  index: number;
  code: string;
  detail: string;
}

/** What became of many activities. */
export interface ReportAnswer {
  accepted: number;
  duplicates: number;
  rejected: Rejection[];
  /** Present where `rejected` was cut: how many more there were. */
  rejected_more?: number;
}

const report = {
  accepted: count("Stored, or dropped because they change nothing."),
  duplicates: count("Stored before, or repeated in the request."),
  rejected: array(
    object({
      index: count("Position in the request, from 0; in NDJSON the line, blank ones counted."),
      code: text(),
      detail: text(),
    }),
  ),
};

/** The answer of `POST /v1/activities`. */
export const REPORT: Component<ReportAnswer> = component(
  "Report",
  object({ ...report, rejected_more: optional(count("How many more were rejected than `rejected` lists.")) }),
);

/** What became of a user's own activities, and the streak they led to. */
export interface UserReportAnswer {
  accepted: number;
  duplicates: number;
  rejected: Rejection[];
  streak: StreakAnswer;
}

/** The answer of `POST /api/activity/events/`. */
export const USER_REPORT: Component<UserReportAnswer> = component(
  "UserReport",
  object({ ...report, streak: ref(STREAK) }),
);
