import type { IncomingMessage } from "node:http";
import { DaystreakError } from "../../core/errors.ts";
import { staysBehind } from "./hop-by-hop.ts";

/** The head of the application's answer, as the client is to see it. */
export interface AnswerHead {
  readonly status: number;
  readonly reason: string;
  /** Names and values in turn, in the order and the letters of the application. */
  readonly lines: readonly string[];
  /** Whom the application names in its header; `undefined` where it names nobody, or two. */
  readonly named: string | undefined;
}

/**
 * Reads the head of an answer.
 * @param userHeader lower case
 * @param takesTrailers whether the client's answer will be chunked where the application's is
 * @throws DaystreakError `app_answer_invalid` for a body in a coding that cannot be taken over
 */
export function answerHead(answer: IncomingMessage, userHeader: string, takesTrailers: boolean): AnswerHead {
  const { rawHeaders: raw, headers, statusCode: status = 502, statusMessage: reason = "" } = answer;
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    throw new DaystreakError("app_answer_invalid", "the application's answer is in a transfer coding of its own");
  }
  const stays = staysBehind(headers.connection);
  const keepsTrailer = takesTrailers && coding !== undefined;
  const lines: string[] = [];
  const named = new Set<string>();
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const value = raw[i + 1] as string;
    if (name === userHeader) named.add(value);
    else if (!stays(name) && (name !== "trailer" || keepsTrailer)) lines.push(raw[i] as string, value);
  }
  const [only] = named;
  return { status, reason, lines, named: named.size === 1 && only !== "" ? only : undefined };
}
