import type { ApiContext } from "../api/handler.ts";
import type { UserId } from "../tracker/request-activity.ts";

/** What the API is told about a request: whom the host app has authenticated, and from where it came. */
export function apiContext(user: UserId, remoteAddress: string | undefined): ApiContext {
  return {
    ...(user === null || user === undefined || user === "" ? {} : { userId: String(user) }),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  };
}
