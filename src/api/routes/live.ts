import type { Live, Update, Watcher } from "../../live/live.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { LIVE_UPDATE } from "../contract/live.ts";
import { EventStream, eventsHead, lastEventId } from "../event-stream.ts";
import type { Call, Route } from "../route.ts";

/** A host app that says who the user is cannot say for how long: after this the reader has to come back and be asked again. */
const HOST_WORD_MS = 15 * 60_000;

/** `GET /api/live/`: a user's state and facts as they change. */
export function liveRoutes({ now }: Pick<Tracker, "now">, live: Live): Route[] {
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
        const stream =
          context.userId === undefined
            ? new UserStream(principal?.kind === "user" ? principal.expiresAt : undefined)
            : new UserStream(now() + HOST_WORD_MS, "closed");
        stream.follow(live, userId, lastEventId(request));
        return stream.response(context);
      },
    },
  ];
}

class UserStream extends EventStream implements Watcher {
  #leave: ReturnType<Live["follow"]> | undefined;

  follow(live: Live, userId: string, since: number | undefined): void {
    this.#leave = live.follow(userId, since, this);
  }

  update(update: Update): void {
    this.send("streak", dataOf(update), update.streak.version);
  }

  protected over(why: "overloaded" | undefined): void {
    this.#leave?.(why);
  }
}

/** The update shown last, as JSON: one update often goes to several readers in a row. */
let shown: { readonly update: Update; readonly data: string } | undefined;

function dataOf(update: Update): string {
  if (shown?.update !== update) shown = { update, data: JSON.stringify(update) };
  return shown.data;
}
