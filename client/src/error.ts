import type { Problem } from "./wire.ts";

/**
 * Why something did not work: a code of the API, or one of the client's own.
 *
 * - `network`: the server could not be reached · `timeout`: it did not answer in time · `answer_invalid`: it answered
 *   something that is not Daystreak's
 * - `signed_out`: there is no valid token · `user_changed`: the token is another user's; make a new client
 * - `storage`: the device keeps nothing, so what waits is lost with the page · `queue_full`: too much waits already
 * - `listener`: a listener of the app threw
 */
export type ClientErrorCode =
  | Problem["code"]
  | "network"
  | "timeout"
  | "answer_invalid"
  | "signed_out"
  | "user_changed"
  | "storage"
  | "queue_full"
  | "listener";

/** The one error class of the client. `message` says what happened; `cause` keeps what lies underneath. */
export class DaystreakClientError extends Error {
  override readonly name: string = "DaystreakClientError";
  /** Stable: branch on this. */
  readonly code: ClientErrorCode;
  /** The HTTP status, where the server answered. */
  readonly status: number | undefined;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ClientErrorCode,
    message: string,
    { cause, status, retryAfterMs }: { cause?: unknown; status?: number; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Something answered in the server's place: a proxy, a sign-in page of a network. */
export function notDaystreak(): DaystreakClientError {
  return new DaystreakClientError("answer_invalid", "something else than Daystreak answered");
}

/** Whatever was thrown, as an error of the client. */
export function toClientError(thrown: unknown, code: ClientErrorCode): DaystreakClientError {
  if (thrown instanceof DaystreakClientError) return thrown;
  return new DaystreakClientError(code, thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}
