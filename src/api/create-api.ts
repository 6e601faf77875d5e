import { requireUserId } from "../core/admission.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { allows } from "./api-keys.ts";
import { type Authenticate, createAuthenticate, type Principal } from "./auth.ts";
import { renderDocs } from "./docs-page.ts";
import type { ApiContext, ApiHandler } from "./handler.ts";
import { isLocal } from "./local-caller.ts";
import { openApiDocument } from "./openapi.ts";
import { problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { createRouteTable, type Match } from "./route-table.ts";
import { activityEventsRoutes } from "./routes/activity-events.ts";
import { activityUpdateRoutes } from "./routes/activity-update.ts";
import { calendarRoutes } from "./routes/calendar.ts";
import { explainRoutes } from "./routes/explain.ts";
import { feedRoutes } from "./routes/feed.ts";
import { type Operations, operationsRoutes } from "./routes/operations.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { streakRoutes } from "./routes/streak.ts";
import { v1ActivitiesRoutes } from "./routes/v1-activities.ts";

/** Options of {@link createApi}. */
export interface ApiOptions {
  readonly tracker: Tracker;
  /** Says who sent a request. @default the host app's `context.userId` alone */
  readonly authenticate?: Authenticate;
  /** Answers `/healthz`, `/readyz`, `/openapi.json` and `/docs` too. @default left to the host app */
  readonly operations?: Operations;
  /** Told of failures that no caller caused. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Makes the HTTP API: a function of Web standards that any server can call.
 *
 * @example
 * const api = createApi({ tracker });
 * const response = await api(new Request("https://app.example/api/streak/"), { userId: "ada" });
 */
export function createApi({
  tracker,
  authenticate = createAuthenticate(),
  operations,
  onError,
}: ApiOptions): ApiHandler {
  const routes: Route[] = [
    ...activityUpdateRoutes(tracker),
    ...activityEventsRoutes(tracker),
    ...v1ActivitiesRoutes(tracker),
    ...calendarRoutes(tracker),
    ...streakRoutes(tracker),
    ...explainRoutes(tracker),
    ...feedRoutes(tracker),
    ...settingsRoutes(tracker),
  ];
  if (operations !== undefined) {
    const document = (): ReturnType<typeof openApiDocument> => openApiDocument(routes);
    routes.push(
      ...operationsRoutes(
        tracker,
        operations,
        () => JSON.stringify(document()),
        () => renderDocs(document()),
      ),
    );
  }
  const find = createRouteTable(routes);

  const answer = async (
    request: Request,
    context: ApiContext,
    match: Match,
    query: URLSearchParams,
  ): Promise<Response> => {
    const methods = [...match.routes.keys()].flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
    if (request.method === "OPTIONS")
      return new Response(null, { status: 204, headers: { allow: methods.join(", ") } });
    const route = match.routes.get(request.method === "HEAD" ? "GET" : request.method);
    if (route === undefined) {
      const error = new DaystreakError("method_not_allowed", `use ${methods.join(" or ")}`);
      return withHeaders(problem(error), { allow: methods.join(", ") });
    }
    try {
      const principal = route.access === "public" ? undefined : await authenticate(request, context);
      requireAccess(route, principal, request, context);
      const subject = match.userId() ?? (principal?.kind === "user" ? principal.userId : undefined);
      const userId = subject === undefined ? "" : requireUserId(subject);
      return await route.handle({ request, context, query, principal, userId });
    } catch (error) {
      if (!(error instanceof DaystreakError) || error.code === "internal") onError?.(error);
      return problem(error);
    }
  };

  return async (request, context = {}) => {
    const { pathname, searchParams } = new URL(request.url);
    const match = find(pathname);
    if (match === undefined) return undefined;
    context.onRoute?.(match.pattern);
    const response = await answer(request, context, match, searchParams);
    const isPublic = [...match.routes.values()].every((route) => route.access === "public");
    if (!isPublic) withHeaders(response, { "cache-control": "private, no-cache", vary: "Authorization, Cookie" });
    return request.method === "HEAD" ? new Response(null, response) : response;
  };
}

/** @throws DaystreakError `credentials_missing`, `scope_missing` */
function requireAccess(route: Route, principal: Principal | undefined, request: Request, context: ApiContext): void {
  const { access } = route;
  if (access === "public" || (access === "operator" && isLocal(request, context))) return;
  if (principal === undefined) {
    throw new DaystreakError("credentials_missing", `send ${expected(access)} as Authorization: Bearer …`);
  }
  if (access === "user") {
    if (principal.kind === "user") return;
    throw new DaystreakError("scope_missing", "this call acts for the user of a token; with an API key use /v1/…");
  }
  if (principal.kind === "key" && (access === "operator" || allows(principal.scopes, access))) return;
  throw new DaystreakError("scope_missing", `this call needs ${expected(access)}`);
}

function expected(access: Route["access"]): string {
  if (access === "user") return "the user's access token";
  return access === "operator" ? "an API key" : `an API key with the scope ${access}`;
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
