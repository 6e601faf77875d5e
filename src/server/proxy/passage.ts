import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import type { Instant } from "../../core/calendar.ts";
import type { RequestWatch } from "../../tracker/request-activity.ts";

/** One request on its way to the application and back. */
export interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** The path asked for, without query. */
  readonly path: string;
  /** The request on our side of the application, once it is made. */
  sent?: ClientRequest;
  /** Ends the wait for the head of the answer. */
  patience?: NodeJS.Timeout;
  /** Whether the application was silent for too long. */
  isLate?: boolean;
  /** Whether the request was sent a second time. */
  isRepeated?: boolean;
  /** Whom the application named in the header of its answer. */
  named?: string;
  /** What records it in the end. */
  tracks?: PassageTracking;
  /** When the request came in, where it is tracked and nothing but the status of its answer matters. */
  at?: Instant;
  /** The status of the answer, once it is on its way. */
  status?: number;
  /** Where more than the status matters. */
  watch?: RequestWatch;
}

/** Turns passages into activities, by the rules of every adapter. Nothing here ever throws. */
export interface PassageTracking {
  /** A request sets out. */
  begin(passage: Passage): void;
  /** Its answer has gone out whole; for a passage without a watch. */
  answered(passage: Passage, status: number): void;
}
