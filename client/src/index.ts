export type { Client, ClientOptions } from "./client.ts";
export type { CoreClient, CoreOptions } from "./core.ts";
export { createClient } from "./create-client.ts";
export { type ClientErrorCode, DaystreakClientError } from "./error.ts";
export type { DaystreakEvents } from "./events.ts";
export type { RefreshContext, SessionOptions } from "./session.ts";
export type { Change, DateRange, StreakSource } from "./source.ts";
export type {
  CalendarAnswer,
  CalendarDay,
  ExplainAnswer,
  Fact,
  FactKind,
  FeedAnswer,
  Goal,
  StreakAnswer,
  StreakNumbers,
} from "./wire.ts";
