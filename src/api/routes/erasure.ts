import { randomUUID } from "node:crypto";
import { DaystreakError } from "../../core/errors.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { addAudit, REASON, reasonOf } from "../acts.ts";
import { ERASURE } from "../contract/acts.ts";
import { json } from "../reply.ts";
import type { Call, Route } from "../route.ts";

/** `DELETE /api/me/` and `DELETE /v1/users/{id}`: removes everything about a user. */
export function erasureRoutes(tracker: Tracker): Route[] {
  /** Goes through the same batch as recording, so that nothing that waits for the user is written afterwards. */
  const erase = async (call: Call, reason: string): Promise<Response> => {
    const erased = (await tracker.state(call.userId)) !== undefined;
    const [outcome] = await tracker.change(call.userId, [{ kind: "erase" }]);
    if (outcome?.status === "rejected") throw new DaystreakError(outcome.code, outcome.detail);
    // Says that somebody was erased, by whom and why, and not who it was.
    if (erased) {
      await addAudit(tracker, call, { id: randomUUID(), action: "user.erased", reason, userId: null, data: {} });
    }
    return json({ erased });
  };
  const common = {
    method: "DELETE",
    description:
      "Days, streaks, facts, settings, all of it. Activities that happened before and arrive later are refused. Safe to repeat.",
    answer: { description: "Nothing is left.", schema: ERASURE },
  } as const;
  return [
    {
      ...common,
      path: "/api/me/",
      group: "Settings",
      access: "user",
      operation: "eraseMe",
      summary: "Erase everything about the caller",
      handle: (call) => erase(call, "asked for by the user"),
    },
    {
      ...common,
      path: "/v1/users/{id}",
      group: "Support",
      access: "support",
      operation: "eraseUser",
      summary: "Erase everything about a user",
      query: [REASON],
      refusals: ["body_invalid"],
      handle: (call) => erase(call, reasonOf(call.query)),
    },
  ];
}
