import { CALENDAR, CALENDAR_DAY, EXPLANATION, GOAL, STREAK, STREAK_NUMBERS } from "./answers.ts";
import { HEALTH, PROBLEM, READINESS } from "./operations.ts";
import { FACT, FEED, SETTINGS } from "./people.ts";
import { REPORT, UPDATE, USER_REPORT } from "./reports.ts";
import {
  ACTIVITIES_REQUEST,
  ACTIVITY,
  EVENT,
  EVENTS_REQUEST,
  ME_REQUEST,
  UPDATE_REQUEST,
  USER_REQUEST,
} from "./requests.ts";
import type { AnyComponent } from "./schema.ts";

/** Every named schema, in the order in which the documentation lists them. */
export const COMPONENTS: readonly AnyComponent[] = [
  STREAK,
  STREAK_NUMBERS,
  CALENDAR,
  CALENDAR_DAY,
  EXPLANATION,
  FEED,
  FACT,
  SETTINGS,
  GOAL,
  UPDATE_REQUEST,
  UPDATE,
  EVENTS_REQUEST,
  EVENT,
  USER_REPORT,
  ACTIVITIES_REQUEST,
  ACTIVITY,
  REPORT,
  ME_REQUEST,
  USER_REQUEST,
  PROBLEM,
  HEALTH,
  READINESS,
];
