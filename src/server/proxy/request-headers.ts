import type { IncomingMessage } from "node:http";
import proxyAddr from "@fastify/proxy-addr";
import { DaystreakError } from "../../core/errors.ts";
import { type StaysBehind, staysBehind } from "./hop-by-hop.ts";
import type { RequestTarget } from "./request-target.ts";
import type { Trusts } from "./trusted.ts";

/** Headers by lower-case name; several lines of one name are a list. */
export type HeaderLines = Record<string, string | string[]>;

/** Who may say what about a request. */
export interface HeaderTrust {
  readonly trusts: Trusts;
  /** The header, in lower case, by which the application says whose answer it is; nobody else may. */
  readonly userHeader: string;
}

/** What the application may believe about the way a request took: ours to say, unless a trusted proxy said it. */
const ROUTE_HEADERS: ReadonlySet<string> = new Set(["forwarded", "x-real-ip"]);
const ROUTE_PREFIX = "x-forwarded-";
/** Methods with which Node sends no body where no header announces one. */
const BODILESS: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"]);
/** A name or an address with a port (RFC 3986): whatever else a `Host` may hold is for misleading somebody. */
const AUTHORITY = /^[\w.~!$&'()*+,;=:[\]%-]*$/;
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

/**
 * The headers with which a request goes on to the application.
 * @throws DaystreakError `request_invalid` for a message that two readers could understand in two ways
 */
export function requestHeaders(request: IncomingMessage, target: RequestTarget, trust: HeaderTrust): HeaderLines {
  const { rawHeaders, headers, method = "GET" } = request;
  const isTrusted = trust.trusts(request.socket.remoteAddress ?? "", 0);
  const lines = passedLines(rawHeaders, staysBehind(headers.connection), trust.userHeader, isTrusted);
  const host = target.authority ?? headers.host;
  if (Array.isArray(lines.host) || (host !== undefined && !AUTHORITY.test(host))) {
    throw new DaystreakError("request_invalid", "send exactly one Host, a name or an address with an optional port");
  }
  if (host !== undefined) lines.host = host;
  frame(lines, request, method);
  const chain = isTrusted ? proxyAddr.all(request, trust.trusts).reverse() : [request.socket.remoteAddress ?? ""];
  lines["x-forwarded-for"] = chain.map((address) => address.replace(MAPPED, "")).join(", ");
  lines["x-forwarded-proto"] ??= "http";
  if (host !== undefined) lines["x-forwarded-host"] ??= host;
  lines["x-forwarded-port"] ??= String(request.socket.localPort ?? "");
  return lines;
}

function passedLines(raw: readonly string[], stays: StaysBehind, userHeader: string, isTrusted: boolean): HeaderLines {
  // No prototype: a header may be called anything.
  const lines: HeaderLines = Object.create(null);
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (stays(name) || name === "expect") continue;
    // Applications on CGI and WSGI take `X_User_Id` for `X-User-Id`.
    const meant = name.includes("_") ? name.replaceAll("_", "-") : name;
    if (meant === userHeader) continue;
    const isRoute = ROUTE_HEADERS.has(meant) || meant.startsWith(ROUTE_PREFIX);
    if (isRoute && (!isTrusted || meant !== name)) continue;
    const known = lines[name];
    const value = raw[i + 1] as string;
    if (known === undefined) lines[name] = value;
    else if (typeof known === "string") lines[name] = [known, value];
    else known.push(value);
  }
  return lines;
}

/** Says where the body ends, in one way only. Node has refused what says it in two. */
function frame(lines: HeaderLines, { headers, httpVersion }: IncomingMessage, method: string): void {
  const coding = headers["transfer-encoding"];
  if (coding === undefined) {
    delete lines.trailer;
    if (lines["content-length"] === undefined && !BODILESS.has(method)) lines["content-length"] = "0";
    return;
  }
  if (coding.toLowerCase() !== "chunked" || httpVersion !== "1.1" || lines["content-length"] !== undefined) {
    throw new DaystreakError("request_invalid", "send the body with a length, or chunked and in no other coding");
  }
  lines["transfer-encoding"] = "chunked";
}
