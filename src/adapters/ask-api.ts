import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiHandler, EventBody } from "../api/handler.ts";
import type { UserId } from "../tracker/request-activity.ts";
import { apiContext } from "./api-context.ts";
import { toWebRequest } from "./web-request.ts";

/** What the API answered. */
export interface ApiAnswer {
  readonly response: Response;
  /** The body, where it is a stream of events. */
  readonly events: EventBody | undefined;
}

/** Asks the API about a Node request; `undefined` for a path that is none of ours. */
export async function askApi(
  api: ApiHandler,
  request: IncomingMessage,
  response: ServerResponse,
  user: UserId,
  remoteAddress: string | undefined,
): Promise<ApiAnswer | undefined> {
  let events: EventBody | undefined;
  const onEvents = (body: EventBody): void => {
    events = body;
  };
  const answer = await api(toWebRequest(request, response), { ...apiContext(user, remoteAddress), onEvents });
  return answer && { response: answer, events };
}
