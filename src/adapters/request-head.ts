import type { IncomingMessage } from "node:http";
import type { RequestHead } from "../tracker/what-counts.ts";

/** What of a Node request decides whether it counts. `url` is the one the client asked for, before any routing. */
export function requestHead(request: IncomingMessage, url: string): RequestHead {
  return {
    method: request.method ?? "GET",
    path: pathOf(url),
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
  };
}

/** The path of a request target, which a proxy may send in absolute form. */
function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  const target = end === -1 ? url : url.slice(0, end);
  return target.startsWith("/") ? target : target.replace(/^[a-z]+:\/\/[^/]*/i, "") || "/";
}
