import { requireUserId } from "../core/admission.ts";
import { DaystreakError } from "../core/errors.ts";
import { createLive, type Live } from "../live/live.ts";
import { type AlertLimits, defineAlertLimits } from "../metrics/alert-limits.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Tracker } from "../tracker/tracker.ts";
import { type AdminLink, createAdminLink, createAdminSessions, withSessions } from "./admin-sessions.ts";
import { allows } from "./api-keys.ts";
import { type ApiNotices, plainNotices } from "./api-notices.ts";
import { type Authenticate, createAuthenticate, type Principal } from "./auth.ts";
import { builtDashboard, createDashboard, type DashboardFolder } from "./dashboard.ts";
import { renderDocs } from "./docs-page.ts";
import type { ApiContext, ApiHandler } from "./handler.ts";
import { type Counted, type Limits, showLimit, tooMany } from "./limits.ts";
import { isLocal } from "./local-caller.ts";
import { metricsOf } from "./metrics-of.ts";
import { openApiDocument } from "./openapi.ts";
import { problem } from "./problem.ts";
import type { Call, Route } from "./route.ts";
import { createRouteTable, type Match } from "./route-table.ts";
import { activityEventsRoutes } from "./routes/activity-events.ts";
import { activityUpdateRoutes } from "./routes/activity-update.ts";
import { adminLiveRoutes } from "./routes/admin-live.ts";
import { adminNoticeRoutes } from "./routes/admin-notices.ts";
import { adminSessionRoutes } from "./routes/admin-session.ts";
import { administrationRoutes } from "./routes/administration.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { calendarRoutes } from "./routes/calendar.ts";
import { erasureRoutes } from "./routes/erasure.ts";
import { explainRoutes } from "./routes/explain.ts";
import { exportRoutes } from "./routes/export.ts";
import { feedRoutes } from "./routes/feed.ts";
import { grantRoutes } from "./routes/grants.ts";
import { liveRoutes } from "./routes/live.ts";
import { metricRoutes } from "./routes/metrics.ts";
import { noticeLinkRoutes } from "./routes/notice-links.ts";
import { noticeRoutes } from "./routes/notices.ts";
import { type Operations, operationsRoutes } from "./routes/operations.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { ownPauseRoutes } from "./routes/own-pauses.ts";
import { protectionRoutes } from "./routes/protections.ts";
import { serviceReportRoutes } from "./routes/service-report.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { streakRoutes } from "./routes/streak.ts";
import { subscriptionRoutes } from "./routes/subscriptions.ts";
import { usersRoutes } from "./routes/users.ts";
import { v1ActivitiesRoutes } from "./routes/v1-activities.ts";
import { whatIfRoutes } from "./routes/what-if.ts";
import { zoneRoutes } from "./routes/zones.ts";

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
  const unusual = defineAlertLimits(alertLimits);
  const routes: Route[] = [
    ...activityUpdateRoutes(tracker),
    ...activityEventsRoutes(tracker),
    ...v1ActivitiesRoutes(tracker),
    ...calendarRoutes(tracker),
    ...streakRoutes(tracker),
    ...explainRoutes(tracker),
    ...feedRoutes(tracker),
    ...liveRoutes(tracker, live),
    ...settingsRoutes(tracker),
    ...zoneRoutes(tracker),
    ...noticeRoutes(tracker, notices),
    ...subscriptionRoutes(tracker, notices),
    ...adminNoticeRoutes(tracker, notices),
    ...noticeLinkRoutes(tracker, notices),
    ...ownPauseRoutes(tracker),
    ...grantRoutes(tracker),
    ...protectionRoutes(tracker),
    ...erasureRoutes(tracker),
    ...exportRoutes(tracker),
    ...administrationRoutes(tracker),
    ...adminSessionRoutes(tracker, sessions, authenticate),
    ...adminLiveRoutes(tracker, live, identifyAdmin),
    ...metricRoutes(metrics),
    ...overviewRoutes(tracker, metrics, unusual),
    ...whatIfRoutes(metrics),
    ...alertRoutes(metrics, unusual),
    ...serviceReportRoutes(tracker),
    ...usersRoutes(tracker),
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
    const { principal, error } = await identify(
      route.access === "user" ? authenticate : identifyAdmin,
      route,
      request,
      context,
    );
    const counted = isStrange(error) ? count(limits, route, principal, request, context) : undefined;
    if (counted !== undefined && !counted.allowance.isAllowed) return showLimit(tooMany(counted), counted);
    const call = { request, context, query, principal };
    const response = error === undefined ? await act(route, call, match) : fail(error);
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

/** Who calls, or why that cannot be said. */
async function identify(
  authenticate: Authenticate,
  route: Route,
  request: Request,
  context: ApiContext,
): Promise<{ readonly principal?: Principal | undefined; readonly error?: unknown }> {
  if (route.access === "public") return {};
  try {
    return { principal: await authenticate(request, context) };
  } catch (error) {
    return { error };
  }
}

/** Whether the caller is known, or known to have no valid credentials; not so where the check itself failed. */
function isStrange(error: unknown): boolean {
  return error === undefined || (error instanceof DaystreakError && error.code === "token_invalid");
}

function count(
  limits: Limits | undefined,
  { isProbe, access }: Route,
  principal: Principal | undefined,
  request: Request,
  context: ApiContext,
): Counted | undefined {
  if (principal !== undefined) return limits?.caller(principal);
  const isLetIn = isProbe === true || ((access === "public" || access === "operator") && isLocal(request, context));
  return isLetIn ? undefined : limits?.stranger(context.remoteAddress);
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
    throw new DaystreakError("scope_missing", "this call acts for the user of a token; for others use /v1/…");
  }
  if (mayCall(principal, access)) return;
  throw new DaystreakError("scope_missing", `this call needs ${expected(access)}`);
}

function mayCall(principal: Principal, access: Exclude<Route["access"], "public" | "user">): boolean {
  if (principal.kind === "key") return access === "operator" || allows(principal.scopes, access);
  return principal.kind === "admin" || principal.isAdmin;
}

function expected(access: Route["access"]): string {
  if (access === "user") return "the user's access token";
  return access === "operator" ? "an API key" : `an API key with the scope ${access}`;
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
