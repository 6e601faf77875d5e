import type { Instant } from "../../core/calendar.ts";
import type { Outcome } from "../../core/change.ts";
import { DaystreakError, type ErrorCode } from "../../core/errors.ts";
import type { Fact } from "../../core/fact.ts";
import type { Notice } from "../../core/notices/notice.ts";
import type { RuleBook, Rules } from "../../core/rules.ts";
import type { ZoneData } from "../../core/zone-packing.ts";
import type { Row, Value } from "../rows/cell.ts";
import type { SharedStatements } from "../shared-sql.ts";
import type { ReadStatements } from "../sql.ts";
import type { Applied, Part, UserChanges } from "../store.ts";
import type { MetricAsk } from "./metrics.ts";
import type { NoticeAsk } from "./notices.ts";

/** What the store's thread asks of the worker. */
export type Ask =
  | {
      readonly kind: "apply";
      readonly batch: readonly UserChanges[];
      readonly now: Instant;
      /** Of whom the records are wanted as well. */
      readonly watched: readonly string[];
    }
  | {
      readonly kind: "read";
      readonly name: keyof ReadStatements;
      readonly values: readonly Value[];
      readonly part?: Part | undefined;
    }
  | { readonly kind: "shared"; readonly name: keyof SharedStatements; readonly values: readonly Value[] }
  | { readonly kind: "rules"; readonly rules: Rules | undefined; readonly defaultZone: string; readonly now: Instant }
  | { readonly kind: "book"; readonly book: RuleBook }
  | { readonly kind: "zones"; readonly data: ZoneData }
  | { readonly kind: "versions"; readonly userIds: readonly string[] }
  | { readonly kind: "metrics"; readonly ask: MetricAsk }
  | { readonly kind: "notices"; readonly ask: NoticeAsk }
  /** Whether batches leave news from now on. */
  | { readonly kind: "news"; readonly on: boolean }
  /** Whether to look for what other connections commit. */
  | { readonly kind: "watch"; readonly on: boolean }
  | { readonly kind: "close" };

/** What became of one user's changes, with the state as a row: day sets do not cross threads as they are. */
export interface AppliedRow {
  readonly userId: string;
  readonly outcomes: readonly Outcome[];
  readonly facts: readonly Fact[];
  readonly notices: readonly Notice[];
  readonly state: Row;
  readonly written: Applied["written"];
  /** Only of users that are watched. */
  readonly days?: readonly Row[];
}

/** The answer to each kind of {@link Ask}. */
export interface Answers {
  readonly apply: AppliedRow[];
  readonly read: Row[];
  readonly shared: Row[];
  readonly rules: RuleBook;
  readonly book: null;
  readonly zones: null;
  readonly versions: ReadonlyMap<string, number>;
  readonly metrics: readonly Row[];
  readonly notices: Row[][];
  readonly news: null;
  readonly watch: null;
  readonly close: null;
}

/** An ask on its way, with the number under which its answer returns. */
export interface Request {
  readonly id: number;
  readonly ask: Ask;
}

/** An error on its way between threads. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cause: unknown;
}

/** What the worker sends: that it is ready, that somebody else wrote, or an answer. `statements` counts since the worker started. */
export type Reply =
  | { readonly kind: "ready" }
  /** Another connection has committed something. */
  | { readonly kind: "changed" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "answer"; readonly id: number; readonly value: Answers[Ask["kind"]]; readonly statements: number }
  | { readonly kind: "refused"; readonly id: number; readonly failure: Failure; readonly statements: number };

/** An error in a form that crosses threads. */
export function toFailure(error: DaystreakError): Failure {
  const { cause } = error;
  return { code: error.code, message: error.message, cause: cause instanceof Error ? new Error(cause.message) : null };
}

/** The error that crossed. */
export function fromFailure({ code, message, cause }: Failure): DaystreakError {
  return new DaystreakError(code, message, cause === null ? {} : { cause });
}
