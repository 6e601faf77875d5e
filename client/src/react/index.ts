export { DaystreakProvider, type DaystreakProviderProps, useDaystreak } from "./provider.ts";
export { type CalendarState, useCalendar } from "./use-calendar.ts";
export { useDaystreakEvent } from "./use-daystreak-event.ts";
export { type FeedState, useFeed } from "./use-feed.ts";
export { type Today, useStreak, useToday } from "./use-streak.ts";
