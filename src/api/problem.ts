import { DaystreakError, type ErrorCode, statusOf } from "../core/errors.ts";

/** Members beside those of RFC 9457, such as how far a stream was read. */
export type ProblemMembers = Readonly<Record<string, unknown>>;

/** A refusal that carries more than a code and a text. */
export class ProblemError extends DaystreakError {
  readonly members: ProblemMembers;

  constructor(code: ErrorCode, message: string, members: ProblemMembers, options?: { cause?: unknown }) {
    super(code, message, options);
    this.members = members;
  }
}

/** Codes that pass by themselves: the sender should come back. */
const RETRY_AFTER_SECONDS: Partial<Record<ErrorCode, number>> = {
  overloaded: 1,
  storage_unavailable: 2,
  closed: 5,
  rate_limited: 60,
};

/** A short text for people, the same for every problem of one code. */
function titleOf(code: ErrorCode): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll("_", " ");
}

/** A problem, ready to be sent by whatever sends it. */
export interface WrittenProblem {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

/**
 * The answer for an error, as RFC 9457 problem+json: `type`, `title`, `status`, `detail` and the stable `code`.
 * What is not a {@link DaystreakError} becomes `internal` without a word about its cause.
 */
export function problem(error: unknown): Response {
  const { status, headers, text } = writeProblem(error);
  return new Response(text, { status, headers });
}

/** The same for a sender that knows nothing of `Response`. */
export function writeProblem(error: unknown): WrittenProblem {
  const known = error instanceof DaystreakError;
  const code = known ? error.code : "internal";
  const status = statusOf(code);
  const body = {
    type: `urn:daystreak:problem:${code}`,
    title: titleOf(code),
    status,
    detail: known ? error.message : "Something went wrong on our side; it was logged. Sending the call again is safe.",
    code,
    ...(error instanceof ProblemError && error.members),
  };
  const text = JSON.stringify(body);
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "content-length": String(Buffer.byteLength(text)),
  };
  const retryAfter = RETRY_AFTER_SECONDS[code];
  if (retryAfter !== undefined) headers["retry-after"] = String(retryAfter);
  if (status === 401) headers["www-authenticate"] = challenge(code);
  // The rest of a body that is too large is not worth reading.
  if (status === 413) headers.connection = "close";
  return { status, headers, text };
}

function challenge(code: ErrorCode): string {
  return code === "token_invalid" ? 'Bearer realm="daystreak", error="invalid_token"' : 'Bearer realm="daystreak"';
}
