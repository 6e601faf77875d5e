import type { IncomingMessage } from "node:http";
import { DaystreakError } from "../../core/errors.ts";
import { type HeaderTrust, requestHeaders } from "./request-headers.ts";
import { requestTarget } from "./request-target.ts";

/**
 * Turns a request into the one that goes on: its target a path, its headers those that the application may see.
 * @throws DaystreakError `request_invalid`
 */
export function prepare(request: IncomingMessage, trust: HeaderTrust): void {
  const target = requestTarget(request.url ?? "/");
  if (target === undefined) throw new DaystreakError("request_invalid", "the request target is no path");
  request.headers = requestHeaders(request, target, trust) as IncomingMessage["headers"];
  request.url = target.path;
}
