import type { ServerResponse } from "node:http";
import type { RequestWatch } from "../tracker/request-activity.ts";
import { answerJson, MAX_ANSWER_BYTES } from "./answer-json.ts";

/**
 * Reports the answer of a Node response to the watch, after it is finished; where a rule waits for the commit, the end
 * of the answer is held until then. Bytes, status and headers reach the client as they were written.
 */
export function observeResponse(response: ServerResponse, watch: RequestWatch): void {
  const answer = watch.wantsAnswer ? captureJson(response) : (): undefined => undefined;
  if (watch.mayHold) holdEnd(response, (status) => watch.hold(status, answer()));
  else response.once("finish", () => void watch.answered(response.statusCode, answer()));
}

type Pass = (this: ServerResponse, ...args: unknown[]) => unknown;

/** Keeps a copy of what is written; gives it as JSON, or `undefined` for an answer that is none, or too large. */
function captureJson(response: ServerResponse): () => unknown {
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = (chunk: unknown, encoding: unknown): void => {
    if (size > MAX_ANSWER_BYTES) return;
    if (typeof chunk === "string") {
      chunks.push(Buffer.from(chunk, Buffer.isEncoding(String(encoding)) ? (encoding as BufferEncoding) : "utf8"));
    } else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    else return;
    size += (chunks.at(-1) as Buffer).length;
    if (size > MAX_ANSWER_BYTES) chunks.length = 0;
  };
  // What is ended may be written by the response itself (light-my-request does so): kept once, where it comes in.
  let isInside = false;
  const keeping = (original: Pass): Pass =>
    function kept(this: ServerResponse, ...args) {
      const isNested = isInside;
      if (!isNested) keep(args[0], args[1]);
      isInside = true;
      try {
        return original.apply(this, args);
      } finally {
        isInside = isNested;
      }
    };
  response.write = keeping(response.write as Pass) as typeof response.write;
  response.end = keeping(response.end as Pass) as typeof response.end;
  return () => (size > MAX_ANSWER_BYTES ? undefined : answerJson(Buffer.concat(chunks)));
}

/** Delays the first `end`; whatever the host does to the response afterwards comes too late, as it would have. */
function holdEnd(response: ServerResponse, hold: (status: number) => Promise<void>): void {
  const { end } = response;
  let isHeld = false;
  response.end = function held(this: ServerResponse, ...args: unknown[]) {
    if (isHeld) return this;
    isHeld = true;
    const status = this.statusCode;
    void hold(status).then(() => {
      this.statusCode = status;
      (end as (...args: unknown[]) => ServerResponse).apply(this, args);
    });
    return this;
  } as typeof end;
}
