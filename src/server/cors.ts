import type { ApiHandler } from "../api/handler.ts";

const METHODS = "GET, POST, PATCH, DELETE";
const REQUEST_HEADERS =
  "authorization, content-type, if-none-match, idempotency-key, daystreak-background, daystreak-zone, last-event-id";
const ANSWER_HEADERS = "etag, retry-after, ratelimit, ratelimit-policy, x-request-id";
const PREFLIGHT_SECONDS = "600";

/**
 * Lets browsers' apps of other origins call the API. Tokens travel in a header, never in a cookie, so that credentials
 * are not allowed.
 */
export function withCors(handler: ApiHandler, origins: readonly string[]): ApiHandler {
  if (origins.length === 0) return handler;
  const isAny = origins.includes("*");
  return async (request, context) => {
    const origin = request.headers.get("origin");
    const isAllowed = origin !== null && (isAny || origins.includes(origin));
    if (isAllowed && request.method === "OPTIONS" && request.headers.has("access-control-request-method")) {
      const headers = new Headers({
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": REQUEST_HEADERS,
        "access-control-max-age": PREFLIGHT_SECONDS,
      });
      return allow(new Response(null, { status: 204, headers }), isAny ? "*" : origin);
    }
    const response = await handler(request, context);
    return response === undefined || !isAllowed ? response : allow(response, isAny ? "*" : origin);
  };
}

function allow(response: Response, origin: string): Response {
  response.headers.set("access-control-allow-origin", origin);
  response.headers.set("access-control-expose-headers", ANSWER_HEADERS);
  if (origin !== "*") response.headers.append("vary", "Origin");
  return response;
}
