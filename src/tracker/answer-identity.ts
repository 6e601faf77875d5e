const TOKEN_KEYS = ["access", "access_token", "accessToken", "token"];

/**
 * Whom the JSON answer of a login or token refresh is about: `user.id`, `user_id`, or the claim `user_id` or `sub` of
 * the token it hands out. The token is read, not verified: the app itself has just issued it.
 */
export function userFromJson(answer: unknown): string | number | undefined {
  if (!isObject(answer)) return undefined;
  const named = idOf(isObject(answer.user) ? answer.user.id : undefined) ?? idOf(answer.user_id);
  if (named !== undefined) return named;
  return claimedUser(answer, "user_id", "sub");
}

/** The first of some claims of the token that the JSON answer of a login or token refresh hands out. */
export function claimedUser(answer: unknown, ...names: readonly string[]): string | number | undefined {
  if (!isObject(answer)) return undefined;
  for (const key of TOKEN_KEYS) {
    const claims = claimsOf(answer[key]);
    for (const name of names) {
      const claimed = idOf(claims?.[name]);
      if (claimed !== undefined) return claimed;
    }
  }
  return undefined;
}

/** The payload of a JSON Web Token, without any check of it. */
function claimsOf(token: unknown): Record<string, unknown> | undefined {
  if (typeof token !== "string") return undefined;
  const [, payload, signature] = token.split(".");
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function idOf(value: unknown): string | number | undefined {
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
