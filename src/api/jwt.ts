import { createVerifier } from "fast-jwt";
import type { Instant } from "../core/calendar.ts";
import { refusal, type VerifyToken } from "./auth.ts";
import { createTokenCache } from "./token-cache.ts";

/** Options of {@link createVerifyToken}. */
export interface VerifyTokenOptions {
  /** The shared secret of HS256. */
  readonly secret: string;
  /** Required value of `iss`. @default any */
  readonly issuer?: string;
  /** Required value of `aud`, or one of its values. @default any */
  readonly audience?: string;
  /** The claim that is the user's id. @default "sub" */
  readonly userClaim?: string;
  /** The clock by which tokens expire. */
  readonly now: () => Instant;
  /** How many verified tokens are remembered. @default 10000 */
  readonly cacheSize?: number;
}

/** Longer tokens are refused before any work is spent on them. */
const MAX_TOKEN_LENGTH = 8_192;

/** Makes the check of users' tokens: HS256 and nothing else, each token verified once until it expires. */
export function createVerifyToken(options: VerifyTokenOptions): VerifyToken {
  const { issuer, audience, userClaim = "sub", now, cacheSize = 10_000 } = options;
  const verify = createVerifier({
    key: options.secret,
    algorithms: ["HS256"],
    cache: false,
    // Both are checked below, by the injected clock.
    ignoreExpiration: true,
    ignoreNotBefore: true,
    ...(issuer !== undefined && { allowedIss: issuer }),
    ...(audience !== undefined && { allowedAud: audience }),
    requiredClaims: [...(issuer === undefined ? [] : ["iss"]), ...(audience === undefined ? [] : ["aud"])],
  });
  const cache = createTokenCache(cacheSize);

  return async (token) => {
    const known = cache.get(token, now());
    if (known !== undefined) return known;
    if (token.length > MAX_TOKEN_LENGTH) throw refusal();
    let claims: Record<string, unknown>;
    try {
      claims = verify(token) as Record<string, unknown>;
    } catch (cause) {
      throw refusal(cause);
    }
    const expiresAt = timeClaim(claims.exp, Number.POSITIVE_INFINITY);
    const notBefore = timeClaim(claims.nbf, Number.NEGATIVE_INFINITY);
    const isAccess = claims.token_type === undefined || claims.token_type === "access";
    const userId = Object.hasOwn(claims, userClaim) ? userIdOf(claims[userClaim]) : undefined;
    if (!(now() < expiresAt && now() >= notBefore) || !isAccess || userId === undefined) throw refusal();
    cache.set(token, userId, expiresAt);
    return userId;
  };
}

/** A NumericDate in milliseconds; NaN, with which no comparison holds, for anything else. */
function timeClaim(value: unknown, absent: number): number {
  if (value === undefined) return absent;
  return typeof value === "number" ? value * 1000 : Number.NaN;
}

/** A text as it is, a number only where it is exact: two users must never share an id. */
function userIdOf(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === "string" && value.length > 0 && value.length <= 255 ? value : undefined;
}
