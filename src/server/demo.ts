import { createSigner } from "fast-jwt";
import { DaystreakError } from "../core/errors.ts";
import type { ServerConfig } from "./config.ts";

/** What someone who tries the service needs. */
export interface DemoAccess {
  readonly userId: string;
  /** An access token of the user, good for 12 hours. */
  readonly token: string;
  readonly apiKey: string;
}

const USER = "demo";
const GOOD_FOR = "12h";

/** Makes the token of a demo learner with the secret of the configuration. */
export function demoAccess({ jwt, apiKey }: ServerConfig): DemoAccess {
  if (jwt.keys === undefined || !("secret" in jwt.keys))
    throw new DaystreakError("config_invalid", "a demo signs its token with a secret");
  const sign = createSigner({
    key: jwt.keys.secret,
    algorithm: "HS256",
    expiresIn: GOOD_FOR,
    ...(jwt.issuer !== undefined && { iss: jwt.issuer }),
    ...(jwt.audience !== undefined && { aud: jwt.audience }),
  });
  return { userId: USER, token: sign({ [jwt.userClaim]: USER, token_type: "access" }), apiKey: apiKey ?? "" };
}

/** The first calls, ready to paste. */
export function demoText(url: string, { token, apiKey }: DemoAccess, dashboard: string): string {
  return `
Daystreak demo: ${url}/docs

The dashboard, once and within 10 minutes (daystreak admin-link makes more):
  ${url}${dashboard}

A learner was here, and how the streak stands:
  curl -X POST ${url}/api/activity/update/ -H 'Authorization: Bearer ${token}'
  curl ${url}/api/streak/ -H 'Authorization: Bearer ${token}'

The platform's server reports a solved problem, and looks:
  curl ${url}/v1/activities -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' \\
    -d '{"activities":[{"user_id":"${USER}","type":"problem_solved","ref":"p1"}]}'
  curl ${url}/v1/users/${USER}/streak -H 'Authorization: Bearer ${apiKey}'
`;
}
