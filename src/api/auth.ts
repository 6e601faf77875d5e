import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { ApiKeys, Scope } from "./api-keys.ts";
import type { ApiContext } from "./handler.ts";

/** Who calls: a user, a platform's server with an API key, or somebody who is signed in to the dashboard. */
export type Principal =
  | {
      readonly kind: "user";
      readonly userId: string;
      /** Whether the token carries the claim that makes its user an administrator. */
      readonly isAdmin: boolean;
      /** When the token expires, if it does. */
      readonly expiresAt?: Instant;
    }
  | {
      readonly kind: "key";
      readonly id: string;
      readonly name: string;
      readonly scopes: ReadonlySet<Scope>;
      /** Requests a minute; absent where there is no limit. */
      readonly perMinute?: number;
    }
  | {
      readonly kind: "admin";
      /** As the audit names them: no user of theirs is meant. */
      readonly subject: string;
      readonly expiresAt: Instant;
    };

/**
 * Says who sent a request; `undefined` where it carries no credentials.
 * @throws DaystreakError `token_invalid`, whatever is wrong with the credentials
 */
export type Authenticate = (request: Request, context: ApiContext) => Promise<Principal | undefined>;

/** Whom an access token speaks for. */
export interface VerifiedUser {
  readonly userId: string;
  readonly isAdmin: boolean;
  /** When the token expires; absent where it never does. */
  readonly expiresAt?: Instant;
}

/** The check of access tokens. */
export interface VerifyToken {
  /** The user of an access token. @throws DaystreakError `token_invalid` for every token that is not one */
  (token: string): Promise<VerifiedUser>;
  /** The user of a token that is good without another look: for whoever sees every request, and can spare the promise. */
  readonly known?: (token: string) => VerifiedUser | undefined;
}

/** Options of {@link createAuthenticate}; without any, only the host app's own word (`context.userId`) counts. */
export interface AuthenticateOptions {
  /** Checks users' tokens. @default none is accepted */
  readonly verifyToken?: VerifyToken;
  /** The API keys. @default none is accepted */
  readonly keys?: ApiKeys;
}

/** Longer credentials are refused before any work is spent on them. */
const MAX_LENGTH = 8_192;
const BEARER = /^Bearer +([\w.~+/=-]+) *$/i;

/** Makes the check of `Authorization: Bearer …`: three dot-separated parts are a user's token, no dots an API key. */
export function createAuthenticate({ verifyToken, keys }: AuthenticateOptions = {}): Authenticate {
  return async (request, context) => {
    if (context.userId !== undefined) return { kind: "user", userId: context.userId, isAdmin: false };
    const header = request.headers.get("authorization");
    if (header === null) return undefined;
    const credentials = bearerCredentials(header);
    if (credentials === undefined) throw refusal();
    const dots = credentials.split(".").length - 1;
    if (dots === 2 && verifyToken !== undefined) return { kind: "user", ...(await verifyToken(credentials)) };
    const key = dots === 0 ? await keys?.find(credentials) : undefined;
    if (key === undefined) throw refusal();
    const { name, id = name, scopes, perMinute } = key;
    return { kind: "key", id, name, scopes, ...(perMinute !== undefined && { perMinute }) };
  };
}

/** What `Authorization: Bearer …` carries; `undefined` where the header is absent, of another kind or too long. */
export function bearerCredentials(header: string | undefined): string | undefined {
  return header === undefined || header.length > MAX_LENGTH ? undefined : BEARER.exec(header)?.[1];
}

/** One code and one text for every bad token, so that nobody learns from the difference. */
export function refusal(cause?: unknown): DaystreakError {
  return new DaystreakError("token_invalid", "send a valid access token or API key as Authorization: Bearer …", {
    cause,
  });
}
