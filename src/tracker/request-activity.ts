import type { ActivityInput } from "../core/activity.ts";
import type { Instant } from "../core/calendar.ts";
import type { Outcome } from "../core/change.ts";
import { DaystreakError } from "../core/errors.ts";
import { userFromJson } from "./answer-identity.ts";
import { compileRoutes, type RouteMatch } from "./routes-to-types.ts";
import type { Tracker } from "./tracker.ts";
import {
  countsStatus,
  createExclusion,
  type HeaderOf,
  isBackground,
  isPrefetch,
  isReading,
  pathSet,
} from "./what-counts.ts";

/** A user as an app names them; nothing for an anonymous request. */
export type UserId = string | number | null | undefined;

/** One of the three middlewares: any request, login and refresh, paths that stand for learning. */
export type RequestPart = "user" | "session" | "learning";

/** What an adapter's users state. `Req` is the request of their framework. */
export interface RequestOptions<Req> {
  /** Who made the request. Asked after the answer, so that a login further down the chain is seen. */
  readonly user: (request: Req) => UserId | Promise<UserId>;
  /**
   * Who a login or refresh was for, from its answer's JSON; asked first on those paths.
   * @default `user.id`, `user_id`, or the claims `user_id` and `sub` of the access token in the answer
   */
  readonly userFromAnswer?: (answer: unknown, request: Req) => UserId;
  /** @default ["/api/auth/login/"] */
  readonly loginPaths?: readonly string[];
  /** @default ["/api/auth/refresh/", "/api/auth/token/refresh/"] */
  readonly refreshPaths?: readonly string[];
  /** The zone the user is in. @default the header `Daystreak-Zone` */
  readonly zone?: (request: Req) => string | undefined;
  /** How long a rule with `await` may hold an answer, in milliseconds. @default 2_000 */
  readonly holdMs?: number;
}

/** One request under observation. */
export interface RequestWatch {
  /** Whether {@link answered} wants the JSON of the answer. */
  readonly wantsAnswer: boolean;
  /** Whether a rule may want the commit before the answer goes out: then {@link hold} is called instead of `answered`. */
  readonly mayHold: boolean;
  /** Records what the request was, once its answer is known. Resolves when it is committed; never rejects. */
  answered(status: number, answer?: unknown): Promise<void>;
  /** The same, for an answer that waits: resolves after `holdMs` at the latest, at once where nothing asks to wait. */
  hold(status: number, answer?: unknown): Promise<void>;
}

/** What an adapter does with the requests of its framework. Nothing here ever throws. */
export interface RequestActivity<Req> {
  /**
   * Begins to observe a request; `undefined` for one that never counts.
   * @param method upper case
   * @param path the one the client asked for, without query
   */
  watch(request: Req, method: string, path: string): RequestWatch | undefined;
  /** Whether more than the status of the answer matters. If not, `answered` does without a watch. */
  needsWatch(method: string, path: string): boolean;
  /**
   * Records an answered request that needs no watch. Makes neither promise nor object where the host names the user at
   * once and a mark says that nothing would change.
   * @param at when the request came in
   */
  answered(request: Req, method: string, path: string, at: Instant, status: number): void;
}

const LOGIN_PATHS = ["/api/auth/login/"];
const REFRESH_PATHS = ["/api/auth/refresh/", "/api/auth/token/refresh/"];
const LOGIN: Partial<RouteMatch> = { type: "session" };
const PLAIN: Partial<RouteMatch> = {};

/**
 * What every adapter shares: which requests count, who made them and what they mean. A request that is several things
 * at once is recorded once, as the most telling of the given parts: session, then learning, then plain request.
 */
export function createRequestActivity<Req>(
  tracker: Tracker,
  headerOf: HeaderOf<Req>,
  options: RequestOptions<Req>,
  parts: readonly RequestPart[] = ["user", "session", "learning"],
): RequestActivity<Req> {
  const { operations } = tracker;
  const { user, userFromAnswer = userFromJson, holdMs = 2_000 } = options;
  const zoneOf = options.zone ?? ((request: Req) => headerOf(request, "daystreak-zone"));
  const loginPaths = [...(options.loginPaths ?? LOGIN_PATHS), ...(options.refreshPaths ?? REFRESH_PATHS)];
  const sessionPaths = pathSet(parts.includes("session") ? loginPaths : []);
  const isExcluded = createExclusion(tracker.rules);
  const routes = parts.includes("learning") ? compileRoutes(tracker.rules) : undefined;
  const plainType = parts.includes("user") ? "request" : undefined;

  function watch(request: Req, method: string, path: string): RequestWatch | undefined {
    if (isExcluded(method, path) || isPrefetch(request, headerOf)) return undefined;
    const isSession = sessionPaths.has(path);
    const isAlone = isBackground(request, headerOf);
    if (isAlone && !isSession) return undefined;
    const at = tracker.now();

    async function record(status: number, answer: unknown): Promise<void> {
      const named = isSession && answer !== undefined ? idText(userFromAnswer(answer, request)) : undefined;
      const userId = named ?? idText(await user(request));
      if (userId === undefined) return;
      // A page that shows the login form is no login; a callback that redirects is.
      const isLogin = isSession && status < 400 && (!isReading(method) || status >= 300 || named !== undefined);
      if (!isAlone) await recordAs(userId, request, at, isLogin ? LOGIN : routes?.match(method, path, status));
      else if (isLogin) await outcomeOf(tracker.recordLogin(userId));
    }

    async function answered(status: number, answer?: unknown): Promise<void> {
      if (!countsStatus(status)) return;
      try {
        await record(status, answer);
      } catch (error) {
        tracker.failed(error);
      }
    }

    return {
      wantsAnswer: isSession,
      mayHold: routes?.mayAwait(method, path) === true,
      answered,
      hold(status, answer) {
        const done = answered(status, answer);
        return routes?.match(method, path, status)?.await === true ? withinLimit(done, holdMs) : Promise.resolve();
      },
    };
  }

  /** Records what a user's request means; gives no promise where it is known to be recorded. */
  function recordAs(
    userId: string,
    request: Req,
    at: Instant,
    { type, ref }: Partial<RouteMatch> = PLAIN,
  ): Promise<void> | undefined {
    const meaning = type ?? plainType;
    if (meaning === undefined) return undefined;
    const zone = zoneOf(request) || undefined;
    if (tracker.knows(userId, meaning, at, zone, ref)) return undefined;
    const optional = { ...(zone === undefined ? {} : { zone }), ...(ref === undefined ? {} : { ref }) };
    return submit({ userId, type: meaning, at, ...optional });
  }

  /** A zone or ref that is no zone or ref costs the request its zone or ref, not its day. */
  async function submit(input: ActivityInput): Promise<void> {
    const outcome = await outcomeOf(tracker.record(input));
    if (outcome === undefined) return;
    const { zone, ref, ...rest } = input;
    // What was logged before changes nothing, but its request shows presence in this hour.
    if (outcome.status === "duplicate") return await submitRequest(input);
    if (outcome.status === "accepted" || outcome.code === "tracking_off") return;
    if (outcome.code === "zone_invalid" && zone !== undefined) {
      return await submit(ref === undefined ? rest : { ...rest, ref });
    }
    if (outcome.code === "ref_invalid" && ref !== undefined) {
      return await submit(zone === undefined ? rest : { ...rest, zone });
    }
    tracker.failed(new DaystreakError(outcome.code, `${input.type} not recorded: ${outcome.detail}`));
    if (outcome.code !== "user_id_invalid") await submitRequest(input);
  }

  /** What a request is beside the path it asked for. */
  async function submitRequest({ userId, type, at, zone }: ActivityInput): Promise<void> {
    if (type === "request" || !parts.includes("user")) return;
    const request = { userId, type: "request", ...(at === undefined ? {} : { at }) };
    await submit(zone === undefined ? request : { ...request, zone });
  }

  /** A watch of which it is measured how long the request was held up: coming in, and where its answer is handed over. */
  function measured(request: Req, method: string, path: string): RequestWatch | undefined {
    const startedAt = performance.now();
    const watched = watch(request, method, path);
    const taken = performance.now() - startedAt;
    if (watched === undefined) return undefined;
    const timed = <T>(answer: () => T): T => {
      const answeredAt = performance.now();
      const result = answer();
      operations.cost(taken + performance.now() - answeredAt);
      return result;
    };
    return {
      ...watched,
      answered: (status, answer) => timed(() => watched.answered(status, answer)),
      hold: (status, answer) => timed(() => watched.hold(status, answer)),
    };
  }

  async function finish(naming: Promise<UserId>, request: Req, at: Instant, route?: RouteMatch): Promise<void> {
    try {
      const userId = idText(await naming);
      if (userId !== undefined) await recordAs(userId, request, at, route);
    } catch (error) {
      tracker.failed(error);
    }
  }

  return {
    watch(request, method, path) {
      try {
        return operations.isSampled() ? measured(request, method, path) : watch(request, method, path);
      } catch (error) {
        tracker.failed(error);
        return undefined;
      }
    },
    needsWatch: (method, path) => sessionPaths.has(path) || routes?.mayAwait(method, path) === true,
    answered(request, method, path, at, status) {
      if (!countsStatus(status) || isExcluded(method, path)) return;
      const startedAt = operations.isSampled() ? performance.now() : undefined;
      try {
        if (isPrefetch(request, headerOf) || isBackground(request, headerOf)) return;
        const route = routes?.match(method, path, status);
        const named = user(request);
        if (typeof named === "object" && named !== null) return void finish(named, request, at, route);
        const userId = idText(named);
        if (userId !== undefined) recordAs(userId, request, at, route)?.catch(tracker.failed);
      } catch (error) {
        tracker.failed(error);
      } finally {
        if (startedAt !== undefined) operations.cost(performance.now() - startedAt);
      }
    },
  };
}

/** What became of a record; nothing where the store failed, which the tracker has counted and reported itself. */
async function outcomeOf(recorded: Promise<Outcome>): Promise<Outcome | undefined> {
  try {
    return await recorded;
  } catch {
    return undefined;
  }
}

/** Waits for work, but not longer than a limit. */
async function withinLimit(work: Promise<void>, limitMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}

function idText(user: UserId): string | undefined {
  if (typeof user === "number") return Number.isSafeInteger(user) ? String(user) : undefined;
  return typeof user === "string" && user !== "" ? user : undefined;
}
