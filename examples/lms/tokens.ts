import { createSigner, createVerifier } from "fast-jwt";

/** Refresh tokens live 30 days. */
const REFRESH_MS = 30 * 86_400_000;

/** Makes and reads the platform's own HS256 tokens. */
export interface Tokens {
  access(userId: string): string;
  refresh(userId: string): string;
  /** The user of a valid token of this kind, or `undefined`. */
  userOf(token: string, kind: "access" | "refresh"): string | undefined;
}

/** Tokens signed with one shared secret; `accessMs` is for how long an access token holds. */
export function createTokens(secret: string, accessMs: number): Tokens {
  const signers = {
    access: createSigner({ key: secret, algorithm: "HS256", expiresIn: accessMs }),
    refresh: createSigner({ key: secret, algorithm: "HS256", expiresIn: REFRESH_MS }),
  };
  const verify = createVerifier({ key: secret, algorithms: ["HS256"], cache: false });
  return {
    access: (userId) => signers.access({ sub: userId, token_type: "access" }),
    refresh: (userId) => signers.refresh({ sub: userId, token_type: "refresh" }),
    userOf(token, kind) {
      try {
        const claims = verify(token) as { sub?: unknown; token_type?: unknown };
        return claims.token_type === kind && typeof claims.sub === "string" ? claims.sub : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
