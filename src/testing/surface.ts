import type { ActivityInput } from "../core/activity.ts";
import type { CalendarAnswer, ExplainAnswer, StreakAnswer } from "../core/answers.ts";
import type { DayNumber, Instant } from "../core/calendar.ts";
import type { Change, Outcome } from "../core/change.ts";
import type { RulesInput } from "../core/rules-check.ts";
import type { RecordOptions } from "../tracker/tracker.ts";
import type { SurfaceName } from "./vector.ts";

/** What a vector asks of the implementation it runs against. */
export interface SurfaceSetup {
  readonly rules: RulesInput;
  readonly defaultZone: string;
  /** The scripted clock of every server. */
  readonly clock: () => Instant;
}

/** A range of dates, both ends included. */
export interface SurfaceRange {
  readonly from?: DayNumber;
  readonly to?: DayNumber;
}

/** An implementation under test, empty at first. `server` names one of several processes on one database. */
export interface Session {
  record(server: string, inputs: readonly ActivityInput[], options: RecordOptions): Promise<string[]>;
  change(server: string, userId: string, change: Change): Promise<string>;
  /** `undefined`: never seen. */
  streak(server: string, userId: string, asOf?: Instant): Promise<StreakAnswer | undefined>;
  calendar(server: string, userId: string, range: SurfaceRange, asOf?: Instant): Promise<CalendarAnswer | undefined>;
  explain(server: string, userId: string, date: DayNumber, asOf?: Instant): Promise<ExplainAnswer | undefined>;
  /** The kinds of the facts written about a user so far. */
  facts(server: string, userId: string): Promise<string[]>;
  close(): Promise<void>;
}

/** A way to run vectors: made by `coreSurface`, `trackerSurface` or `httpSurface`, or by hand. */
export interface Surface {
  readonly name: SurfaceName;
  open(setup: SurfaceSetup): Promise<Session>;
}

/** An outcome as vectors write it: `accepted`, `duplicate`, or the code of the refusal. */
export function outcomeWord(outcome: Outcome): string {
  return outcome.status === "rejected" ? outcome.code : outcome.status;
}
