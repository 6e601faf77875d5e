import type { ActivityInput } from "../core/activity.ts";
import type { Outcome } from "../core/change.ts";
import { DaystreakError } from "../core/errors.ts";
import { userFromJson } from "./answer-identity.ts";
import { compileRoutes } from "./routes-to-types.ts";
import type { Tracker } from "./tracker.ts";
import { countsStatus, createExclusion, isBackground, isReading, type RequestHead, withSlash } from "./what-counts.ts";

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

/** Begins to observe a request; `undefined` for one that never counts. Never throws. */
export type WatchRequest<Req> = (request: Req, head: RequestHead) => RequestWatch | undefined;

const LOGIN_PATHS = ["/api/auth/login/"];
const REFRESH_PATHS = ["/api/auth/refresh/", "/api/auth/token/refresh/"];

/**
 * What every adapter shares: which requests count, who made them and what they mean. A request that is several things
 * at once is recorded once, as the most telling of the given parts: session, then learning, then plain request.
 */
export function createRequestActivity<Req>(
  tracker: Tracker,
  options: RequestOptions<Req>,
  parts: readonly RequestPart[] = ["user", "session", "learning"],
): WatchRequest<Req> {
  const { user, userFromAnswer = userFromJson, zone: zoneOf, holdMs = 2_000 } = options;
  const sessionPaths = [...(options.loginPaths ?? LOGIN_PATHS), ...(options.refreshPaths ?? REFRESH_PATHS)];
  const isSessionPath = pathTest(parts.includes("session") ? sessionPaths : []);
  const isExcluded = createExclusion(tracker.rules);
  const routes = parts.includes("learning") ? compileRoutes(tracker.rules) : undefined;

  function watch(request: Req, head: RequestHead): RequestWatch | undefined {
    if (isExcluded(head)) return undefined;
    const { method, path } = head;
    const isSession = isSessionPath(path);
    const isAlone = isBackground(head);
    if (isAlone && !isSession) return undefined;
    const at = tracker.now();

    async function record(status: number, answer: unknown): Promise<void> {
      const named = isSession && answer !== undefined ? idText(userFromAnswer(answer, request)) : undefined;
      const userId = named ?? idText(await user(request));
      if (userId === undefined) return;
      // A page that shows the login form is no login; a callback that redirects is.
      const isLogin = isSession && status < 400 && (!isReading(method) || status >= 300 || named !== undefined);
      if (isAlone) {
        if (isLogin) await outcomeOf(tracker.recordLogin(userId));
        return;
      }
      const route = routes?.match(method, path, status);
      const type = isLogin ? "session" : (route?.type ?? (parts.includes("user") ? "request" : undefined));
      if (type === undefined) return;
      const zone = zoneOf === undefined ? head.header("daystreak-zone") : zoneOf(request);
      const ref = isLogin ? undefined : route?.ref;
      await submit({
        userId,
        type,
        at,
        ...(zone === undefined || zone === "" ? {} : { zone }),
        ...(ref === undefined ? {} : { ref }),
      });
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

  return (request, head) => {
    try {
      return watch(request, head);
    } catch (error) {
      tracker.failed(error);
      return undefined;
    }
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

function pathTest(paths: readonly string[]): (path: string) => boolean {
  const known = new Set(paths.map(withSlash));
  return (path) => known.has(withSlash(path));
}
