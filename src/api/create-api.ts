import { requireUserId } from "../core/admission.ts";
import { DaystreakError } from "../core/errors.ts";
import { createLive, type Live } from "../live/live.ts";
import { type AlertLimits, defineAlertLimits } from "../metrics/alert-limits.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { countCall, identify, requireAccess } from "./access.ts";
import { type AdminLink, createAdminLink, createAdminSessions, withSessions } from "./admin-sessions.ts";
import { allRoutes } from "./all-routes.ts";
import { type ApiNotices, plainNotices } from "./api-notices.ts";
import { type Authenticate, createAuthenticate } from "./auth.ts";
import { builtDashboard, type DashboardFolder } from "./built-dashboard.ts";
import { createDashboard } from "./dashboard.ts";
import { renderDocs } from "./docs-page.ts";
import type { ApiContext, ApiHandler } from "./handler.ts";
import { type Limits, showLimit, tooMany } from "./limits.ts";
import { metricsOf } from "./metrics-of.ts";
import { openApiDocument } from "./openapi.ts";
import { problem } from "./problem.ts";
import type { Call, Route } from "./route.ts";
import { createRouteTable, type Match } from "./route-table.ts";
import { type Operations, operationsRoutes } from "./routes/operations.ts";

/** A user's id, percent-encoded, is far shorter. */
const MAX_URL_LENGTH = 8_192;

/** Options of {@link createApi}. */
export interface ApiOptions {
  readonly tracker: Tracker;
  /** Says who sent a request. @default the host app's `context.userId` alone */
  readonly authenticate?: Authenticate;
  /** Answers `/healthz`, `/readyz`, `/openapi.json` and `/docs` too. @default left to the host app */
  readonly operations?: Operations;
  /** Serves the dashboard at `/admin/`, whose pages ask this API: the built one, or that of another folder. @default not served */
  readonly dashboard?: boolean | DashboardFolder;
  /** Follows users for the streams of `/api/live/`. @default one of its own over the tracker's store */
  readonly live?: Live;
  /** Answers `/api/admin/metrics/`. @default the one of the tracker's store */
  readonly metrics?: Metrics;
  /** What notices say, and by which channels they go. @default the inbox alone, in our own words */
  readonly notices?: ApiNotices;
  /** From when on something is told as unusual; what is left out has its default. */
  readonly alertLimits?: Partial<AlertLimits>;
  /** How often somebody may call. @default as often as they like */
  readonly limits?: Limits;
  /** Told of failures that no caller caused. */
  readonly onError?: (error: unknown) => void;
}

/** The HTTP API of a tracker. */
export interface Api extends ApiHandler {
  /**
   * Makes a link that lets an administrator of the host app into the dashboard, once within 10 minutes.
   * @param subject whom it lets in: the audit names them beside everything they do
   *
   * @example
   * app.get("/dashboard", requireAdmin, async (request, response) => {
   *   response.redirect(303, (await api.adminLink(request.user.id)).path);
   * });
   */
  adminLink(subject: string): Promise<AdminLink>;
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
  dashboard = false,
  live = liveOf(tracker),
  metrics = metricsOf(tracker),
  notices = plainNotices(),
  alertLimits = {},
  limits,
  onError,
}: ApiOptions): Api {
  const sessions = createAdminSessions(tracker);
  const identifyAdmin = withSessions(authenticate, sessions);
  const pages = dashboard === false ? undefined : createDashboard(dashboard === true ? builtDashboard : dashboard);
  const routes = allRoutes({
    tracker,
    live,
    metrics,
    notices,
    sessions,
    authenticate,
    identifyAdmin,
    unusual: defineAlertLimits(alertLimits),
  });
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

  const fail = (error: unknown): Response => {
    if (!(error instanceof DaystreakError) || error.code === "internal") onError?.(error);
    return problem(error);
  };

  const act = async (route: Route, call: Omit<Call, "userId">, match: Match): Promise<Response> => {
    const { principal, request, context } = call;
    try {
      requireAccess(route, principal, request, context);
      const subject = match.userId() ?? (principal?.kind === "user" ? principal.userId : undefined);
      const userId = subject === undefined ? "" : requireUserId(subject);
      return await route.handle({ ...call, userId });
    } catch (error) {
      return fail(error);
    }
  };

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
    const asked = route.access === "user" ? authenticate : identifyAdmin;
    const caller = await identify(asked, route, request, context);
    const counted = countCall(limits, route, caller, request, context);
    if (counted !== undefined && !counted.allowance.isAllowed) return showLimit(tooMany(counted), counted);
    const call = { request, context, query, principal: caller.principal };
    const response = caller.error === undefined ? await act(route, call, match) : fail(caller.error);
    return counted === undefined ? response : showLimit(response, counted);
  };

  const handle: ApiHandler = async (request, context = {}) => {
    const { pathname, searchParams } = new URL(request.url);
    const match = find(pathname);
    if (match === undefined) return pages?.(request, context).catch(fail);
    context.onRoute?.(match.pattern);
    const startedAt = performance.now();
    const response =
      request.url.length > MAX_URL_LENGTH
        ? problem(new DaystreakError("request_invalid", `the address may have at most ${MAX_URL_LENGTH} characters`))
        : await answer(request, context, match, searchParams);
    tracker.operations.answered(performance.now() - startedAt, response.status);
    const isPublic = [...match.routes.values()].every((route) => route.access === "public");
    if (!isPublic) withHeaders(response, privacyOf(response));
    return request.method === "HEAD" ? new Response(null, response) : response;
  };
  const owns = (pathname: string): boolean => find(pathname) !== undefined || pages?.owns(pathname) === true;
  return Object.assign(handle, {
    owns,
    close: live.close,
    adminLink: (subject: string) => createAdminLink(tracker, subject, "app"),
  });
}

/** Follows the users of a tracker, as {@link createApi} does where it is given nothing else. */
export function liveOf(tracker: Tracker): Live {
  const { store, now, failed } = tracker;
  return createLive({ store, book: () => tracker.book, now, onError: failed });
}

/** What an answer about a user says to caches; a stream has a word of its own. */
function privacyOf(response: Response): Record<string, string> {
  const cache = response.headers.get("cache-control") ?? "private, no-cache";
  return { "cache-control": cache, vary: "Authorization, Cookie" };
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
