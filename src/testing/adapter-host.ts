import { brotliCompressSync, gzipSync } from "node:zlib";
import type { RequestOptions } from "../tracker/request-activity.ts";
import type { WatchedTracker } from "./watched-tracker.ts";

/** A request as the host app of the suite sees it. */
export interface HostRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
}

/** What the host app answers. */
export interface HostAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** The host app that an adapter is put in front of. */
export interface AdapterHost {
  readonly tracker: WatchedTracker;
  /** What to mount: the bundle, or one of the three middlewares alone. */
  readonly mount: "daystreak" | "userActivity" | "sessionActivity" | "learningActivity";
  /** The adapter's options, given how its framework's request reads as the suite's. */
  options<Req>(toHostRequest: (request: Req) => HostRequest): RequestOptions<Req>;
  /** Answers every request. */
  answer(request: HostRequest): HostAnswer;
}

/** A running host app. */
export interface RunningHost {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a real server of the framework with the adapter in front of the host app, on a free port of the loopback. */
export type StartAdapter = (host: AdapterHost) => Promise<RunningHost>;

/** How a test changes the host app of the suite. */
export interface HostChanges {
  readonly mount?: AdapterHost["mount"];
  readonly holdMs?: number;
}

const COMPRESS: Readonly<Record<string, (text: string) => Uint8Array<ArrayBuffer>>> = {
  gzip: (text) => gzipSync(text),
  br: (text) => brotliCompressSync(text),
};

/**
 * The host app of the suite. A user is named by `x-user` or a bearer token; `x-user: !` makes the identity function
 * throw, `x-user: !!` reject. The status is the one asked for by `x-status`; login and refresh paths answer the JSON of
 * `x-answer`, compressed as `x-encoding` says (`gzip`, `br`).
 */
export function createHost(tracker: WatchedTracker, changes: HostChanges): AdapterHost {
  const { mount = "daystreak", holdMs } = changes;
  return {
    tracker,
    mount,
    options: (toHostRequest) => ({
      user: (request) => userOf(toHostRequest(request)),
      ...(holdMs === undefined ? {} : { holdMs }),
    }),
    answer(request) {
      const status = Number(request.header("x-status") ?? "200");
      const body = request.header("x-answer") ?? JSON.stringify({ path: request.path });
      const hasBody = status !== 204 && status !== 304;
      const encoding = request.header("x-encoding");
      const compress = encoding === undefined ? undefined : COMPRESS[encoding];
      return {
        status,
        headers: {
          "content-type": "application/json",
          "x-host": "1",
          ...(encoding === undefined ? {} : { "content-encoding": encoding }),
        },
        body: hasBody ? (compress?.(body) ?? body) : "",
      };
    },
  };
}

function userOf(request: HostRequest): string | number | Promise<string> | undefined {
  const named = request.header("x-user");
  if (named === "!") throw new Error("who is it?");
  if (named === "!!") return Promise.reject(new Error("who is it, later?"));
  const bearer = /^Bearer (.+)$/.exec(request.header("authorization") ?? "")?.[1];
  return named ?? bearer;
}
