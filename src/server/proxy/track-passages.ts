import { headerOf } from "../../adapters/request-head.ts";
import { bearerCredentials, type VerifyToken } from "../../api/auth.ts";
import { DaystreakError } from "../../core/errors.ts";
import { claimedUser, userFromJson } from "../../tracker/answer-identity.ts";
import { createRequestActivity, type UserId } from "../../tracker/request-activity.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import type { Credentials } from "../credentials.ts";
import type { Passage, PassageTracking } from "./passage.ts";

/** Options of {@link trackPassages}. */
export interface TrackingOptions {
  readonly tracker: Tracker;
  /** Checks the bearer tokens of requests; without keys for it learners are known by the application's word alone. */
  readonly credentials: Pick<Credentials, "verifyToken" | "attributeToken">;
  /** The claim that is the user's id. */
  readonly userClaim: string;
  readonly loginPaths?: readonly string[];
  readonly refreshPaths?: readonly string[];
}

/**
 * Makes the tracking of a proxy. Who a request is of, is asked in this order: the application's header, the token that a
 * login hands out, the token of the request.
 */
export function trackPassages(options: TrackingOptions): PassageTracking {
  const { tracker, credentials, userClaim, loginPaths, refreshPaths } = options;

  async function ownerOf(token: string, verify: VerifyToken | undefined): Promise<UserId> {
    try {
      return (await verify?.(token))?.userId;
    } catch (error) {
      // A token that is none of ours is the application's business: to Daystreak the request is nobody's.
      if (error instanceof DaystreakError && error.code === "token_invalid") return undefined;
      throw error;
    }
  }

  const activity = createRequestActivity<Passage>(tracker, ({ request }, name) => headerOf(request, name), {
    user({ named, request, watch }) {
      if (named !== undefined) return named;
      const token = bearerCredentials(request.headers.authorization);
      if (token === undefined) return undefined;
      const isSession = watch?.wantsAnswer === true;
      const verify = isSession ? credentials.attributeToken : credentials.verifyToken;
      return verify?.known?.(token)?.userId ?? ownerOf(token, verify);
    },
    userFromAnswer: (answer, { named }) => named ?? claimedUser(answer, userClaim) ?? userFromJson(answer),
    ...(loginPaths !== undefined && { loginPaths }),
    ...(refreshPaths !== undefined && { refreshPaths }),
  });

  return {
    begin(passage) {
      const { method, path } = passage;
      if (activity.needsWatch(method, path)) {
        const watch = activity.watch(passage, method, path);
        if (watch !== undefined) passage.watch = watch;
      } else passage.at = tracker.now();
    },
    answered(passage, status) {
      if (passage.at !== undefined) activity.answered(passage, passage.method, passage.path, passage.at, status);
    },
  };
}
