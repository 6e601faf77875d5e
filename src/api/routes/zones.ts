import type { Tracker } from "../../tracker/tracker.ts";
import { ZONES } from "../contract/people.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";
import { unseen } from "../subject.ts";

/** `GET /v1/users/{id}/zones`: where a user was when. */
export function zoneRoutes(tracker: Tracker): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/users/{id}/zones",
      group: "Server to server",
      access: "read",
      operation: "getUserZones",
      summary: "The zones in which a user was seen",
      answer: { description: "One entry for each stay in a zone, oldest first.", schema: ZONES },
      refusals: ["user_unknown"],
      async handle(call) {
        const [state, stays] = await Promise.all([tracker.state(call.userId), tracker.store.zoneChanges(call.userId)]);
        if (state === undefined) unseen(call, () => undefined);
        // A stay that goes on is written anew only where it ends: until then the user's row knows how long it has been.
        const newest = state?.zone;
        return json({
          zones: stays.map(({ zone, at, until, source }) => ({
            zone,
            from: instant(at),
            to: instant(newest?.zone === zone && newest.since === at ? Math.max(until, newest.until) : until),
            source,
          })),
        });
      },
    },
  ];
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
