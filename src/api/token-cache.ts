import type { Instant } from "../core/calendar.ts";
import type { VerifiedUser } from "./auth.ts";

/** Users of verified tokens, by token. */
export interface TokenCache {
  /** The user of a token that was verified and has not expired. */
  get(token: string, now: Instant): VerifiedUser | undefined;
  set(token: string, user: VerifiedUser, expiresAt: Instant): void;
  /** Forgets everything: needed whenever the keys change. */
  clear(): void;
}

/** A bounded cache; the token that was verified longest ago makes room. */
export function createTokenCache(size: number): TokenCache {
  const entries = new Map<string, { readonly user: VerifiedUser; readonly expiresAt: Instant }>();
  return {
    get(token, now) {
      const entry = entries.get(token);
      if (entry === undefined) return undefined;
      if (now < entry.expiresAt) return entry.user;
      entries.delete(token);
      return undefined;
    },
    set(token, user, expiresAt) {
      if (entries.size >= size) entries.delete(entries.keys().next().value as string);
      entries.set(token, { user, expiresAt });
    },
    clear: () => entries.clear(),
  };
}
