import type { Live, Update } from "../../live/live.ts";
import { LIVE_UPDATE } from "../contract/live.ts";
import { createEventStream, eventsHead, lastEventId } from "../event-stream.ts";
import type { Call, Route } from "../route.ts";

/** `GET /api/live/`: a user's state and facts as they change. */
export function liveRoutes(live: Live): Route[] {
  const dataOf = createDataOf();

  return [
    {
      method: "GET",
      path: "/api/live/",
      group: "Streak",
      access: "user",
      operation: "followStreak",
      summary: "The caller's streaks as they change",
      description:
        "Server-sent events. An event `streak` comes at once, after every change and at the end of the user's date; its id is the version. Send the last id back as `Last-Event-ID` to get the facts missed meanwhile. Before the server ends a stream it sends an event `end` with a `code`: `token_invalid`, `user_erased`, `closed` or `overloaded`.",
      answer: { description: "Events until either side ends.", schema: LIVE_UPDATE, mediaType: "text/event-stream" },
      refusals: ["rate_limited", "overloaded", "closed"],
      async handle({ request, context, userId, principal }: Call) {
        if (request.method === "HEAD") return eventsHead();
        const stream = createEventStream({
          expiresAt: principal?.kind === "user" ? principal.expiresAt : undefined,
          onOver: (why) => leave(why),
        });
        const leave = live.follow(userId, lastEventId(request), {
          update: (update) => stream.send("streak", dataOf(update), update.streak.version),
          end: stream.end,
          tick: stream.tick,
        });
        return stream.response(context);
      },
    },
  ];
}

/** An update as JSON, made once where one update goes to several readers in a row. */
function createDataOf(): (update: Update) => string {
  let last: Update | undefined;
  let data = "";
  return (update) => {
    if (update !== last) data = JSON.stringify(update);
    last = update;
    return data;
  };
}
