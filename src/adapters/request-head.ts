import type { IncomingMessage } from "node:http";

/** A header of a Node request, by its lower-case name. */
export function headerOf(request: Pick<IncomingMessage, "headers">, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The path of a request target, without its query; a proxy may send the target in absolute form. */
export function pathOf(url: string): string {
  const query = url.indexOf("?");
  const whole = query === -1 ? url : url.slice(0, query);
  const fragment = whole.indexOf("#");
  const target = fragment === -1 ? whole : whole.slice(0, fragment);
  return target.startsWith("/") ? target : target.replace(/^[a-z]+:\/\/[^/]*/i, "") || "/";
}
