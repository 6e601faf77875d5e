export type { Change, DateRange, StreakSource } from "./source.ts";
export type {
  CalendarAnswer,
  CalendarDay,
  ExplainAnswer,
  Fact,
  FeedAnswer,
  Goal,
  StreakAnswer,
  StreakNumbers,
} from "./wire.ts";
