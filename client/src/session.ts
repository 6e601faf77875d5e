import { DaystreakClientError, notDaystreak, toClientError } from "./error.ts";
import type { Platform } from "./platform.ts";
import { retryAfterOf } from "./retry.ts";
import type { Problem } from "./wire.ts";

type Maybe<T> = T | Promise<T>;

/** How the app gets a new token. */
export interface RefreshContext {
  /** Whether nobody is there: the refresh then says nothing about the learner. */
  readonly background: boolean;
  /** Send these with the request that refreshes: they tell Daystreak on the server the same. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Who the learner is, and where the server. */
export interface SessionOptions {
  /** Where Daystreak answers, such as `https://daystreak.example`; empty for the page's own origin. */
  readonly baseUrl: string;
  /** The learner's access token, or what gives the newest one. @default none: cookies, or `refresh`, say who it is */
  readonly token?: string | (() => Maybe<string | null | undefined>);
  /** Gets a new token after a 401; null when the learner has to sign in again. @default none can be had */
  readonly refresh?: (context: RefreshContext) => Maybe<string | null | undefined>;
  /** Keeps the learner's data on this device apart from others'. @default the claim `sub` or `user_id` of the token */
  readonly userId?: string | number;
}

/** How a call is made. */
export interface CallOptions {
  /** @default GET, and POST with a body */
  readonly method?: "DELETE";
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Outlives the page. */
  readonly keepalive?: boolean;
  readonly signal?: AbortSignal;
}

/** Calls of one learner. */
export interface Session {
  /** Whose session it is. @throws DaystreakClientError `signed_out`, or why no token could be had */
  user(): Promise<string>;
  /** The JSON of an answer. @throws DaystreakClientError */
  json<T>(path: string, options?: CallOptions): Promise<T>;
  /** An answer whose body is still to come. @throws DaystreakClientError */
  stream(path: string, options: CallOptions): Promise<Response>;
}

const TIMEOUT_MS = 20_000;

/** Makes the session; `isBackground` says whether nobody is there. */
export function createSession(
  { baseUrl, token, refresh, userId }: SessionOptions,
  platform: Platform,
  isBackground: () => boolean,
): Session {
  const base = baseUrl.replace(/\/+$/, "");
  let issued: { readonly instead: string | undefined; readonly token: string } | undefined;
  let refreshing: Promise<string> | undefined;
  let owner: string | undefined = userId === undefined ? undefined : String(userId);
  let claimed: string | undefined;

  /** The app's newest token; one that `refresh` gave counts until the app itself has another. */
  const known = async (): Promise<string | undefined> => {
    const given = (typeof token === "function" ? await token() : token) ?? undefined;
    return issued !== undefined && issued.instead === given ? issued.token : given;
  };

  const renew = (bad: string | undefined): Promise<string> => {
    refreshing ??= platform
      .lock(`daystreak:refresh:${owner ?? ""}`, async () => {
        const other = await known();
        if (other !== undefined && other !== bad) return other; // another tab was first
        const background = isBackground();
        const headers: Record<string, string> = background ? { "Daystreak-Background": "1" } : {};
        const fresh = await inTime(() => refresh?.({ background, headers }));
        if (!fresh) throw new DaystreakClientError("signed_out", "there is no valid token: the learner must sign in");
        issued = { instead: (typeof token === "function" ? await token() : token) ?? undefined, token: fresh };
        return fresh;
      })
      .catch((error: unknown) => {
        throw toClientError(error, "network");
      })
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };

  /** Work that has to end in time. */
  const inTime = async <T>(run: (signal: AbortSignal) => T | Promise<T>): Promise<T> => {
    const controller = new AbortController();
    let stop = (): void => undefined;
    const late = new Promise<never>((_, reject) => {
      stop = platform.later(() => {
        reject(new DaystreakClientError("timeout", "there was no answer in time"));
        controller.abort();
      }, TIMEOUT_MS);
    });
    try {
      return await Promise.race([run(controller.signal), late]);
    } finally {
      stop();
    }
  };

  /** A token of the learner whose session this is, and of nobody else. */
  const current = async (): Promise<string | undefined> => {
    if (token === undefined && refresh === undefined) return undefined;
    const found = (await known()) ?? (await renew(undefined));
    const { sub, user_id } = claimsOf(found);
    const claim = JSON.stringify([sub, user_id]);
    claimed ??= claim;
    if (claimed !== claim)
      throw new DaystreakClientError("user_changed", "another learner signed in: make a new client");
    owner ??= (sub ?? user_id) === undefined ? undefined : String(sub ?? user_id);
    return found;
  };

  const attempt = async (path: string, options: CallOptions, bearer: string | undefined): Promise<Response> => {
    const { body, method = body === undefined ? "GET" : "POST", headers, keepalive = false, signal } = options;
    try {
      return await platform.fetch(`${base}${path}`, {
        method,
        headers: {
          ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        cache: "no-store",
        keepalive,
        signal: signal ?? null,
      });
    } catch (cause) {
      throw new DaystreakClientError("network", "the server cannot be reached", { cause });
    }
  };

  const stream = async (path: string, options: CallOptions): Promise<Response> => {
    const bearer = await current();
    let response = await attempt(path, options, bearer);
    if (response.status === 401 && bearer !== undefined && refresh !== undefined) {
      const newer = await known();
      await (newer !== undefined && newer !== bearer ? newer : renew(bearer));
      response = await attempt(path, options, await current());
    }
    if (!response.ok) throw await refusalOf(response, platform.now());
    return response;
  };

  return {
    stream,
    async user() {
      if (owner === undefined) await current();
      if (owner === undefined) {
        throw new DaystreakClientError("user_id_invalid", "the token names no user: give createClient a userId");
      }
      return owner;
    },
    async json<T>(path: string, options: CallOptions = {}) {
      try {
        const value: unknown = await inTime(async (signal) => (await stream(path, { ...options, signal })).json());
        if (typeof value === "object" && value !== null) return value as T;
      } catch (error) {
        throw toClientError(error, "answer_invalid");
      }
      throw notDaystreak();
    },
  };
}

/** What a token says, unchecked: it only tells one learner's data on the device from another's. */
function claimsOf(token: string): { readonly sub?: unknown; readonly user_id?: unknown } {
  try {
    // Letters beyond ASCII come out as something else, though each always as the same.
    return JSON.parse(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return {};
  }
}

async function refusalOf(response: Response, now: number): Promise<DaystreakClientError> {
  const { status } = response;
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | null | undefined;
  const retryAfterMs = retryAfterOf(response.headers.get("retry-after"), now);
  return new DaystreakClientError(
    problem?.code ?? (status === 401 ? "token_invalid" : "answer_invalid"),
    problem?.detail ?? `the server answered ${status}`,
    { status, retryAfterMs },
  );
}
