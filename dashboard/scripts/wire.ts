/**
 * `npm run wire` (in `dashboard/`): writes src/wire.ts, the types of the answers that the pages show, from the API's
 * OpenAPI document. A test fails while the file differs from what this would write.
 */
import { writeFile } from "node:fs/promises";
import { typesOfContract } from "../../client/scripts/wire.ts";

/** What only the pages read, and what it is called there; what these refer to comes along. */
const NAMES: Readonly<Record<string, string>> = {
  Overview: "Overview",
  Alerts: "Alerts",
  Forecast: "Forecast",
  MetricList: "MetricList",
  Series: "Series",
  News: "News",
  ServiceReport: "ServiceReport",
  NoticeReport: "NoticeReport",
  Users: "Users",
  Groups: "Groups",
  Settings: "Settings",
  Zones: "Zones",
  Excuses: "Excuses",
  Pauses: "Pauses",
  ExcusedDates: "ExcusedDates",
  Audit: "Audit",
};

/** What the client has already, and what it is called there. */
const GIVEN = {
  from: "@daystreak/client",
  names: {
    Streak: "StreakAnswer",
    StreakNumbers: "StreakNumbers",
    Calendar: "CalendarAnswer",
    CalendarDay: "CalendarDay",
    Explanation: "ExplainAnswer",
    Feed: "FeedAnswer",
    Fact: "Fact",
    FactKind: "FactKind",
    Goal: "Goal",
  },
} as const;

/** The text of src/wire.ts as the contract has it now. */
export function wireTypes(): Promise<string> {
  return typesOfContract(NAMES, "dashboard/scripts/wire.ts", GIVEN);
}

if (import.meta.main) await writeFile(new URL("../src/wire.ts", import.meta.url), await wireTypes());
