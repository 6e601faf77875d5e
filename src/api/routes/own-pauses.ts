import type { Change } from "../../core/change.ts";
import { DaystreakError } from "../../core/errors.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { createReadAct, OWN_PREFIX, perform, WITHDRAWAL, withdrawalOf } from "../acts.ts";
import { ACT, OWN_PAUSE_REQUEST, PAUSES } from "../contract/acts.ts";
import { datesOf, todayFor } from "../dates.ts";
import { actOf, protectedDates, protectingActs } from "../protected-dates.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

/** More pauses than this at once plan nothing: rows of the database are not free. */
const MAX_PAUSES = 20;

/** `GET`, `POST` and `DELETE /api/me/pauses/`: a user's own pauses, from today on. */
export function ownPauseRoutes(tracker: Tracker): Route[] {
  const read = createReadAct(OWN_PAUSE_REQUEST);
  const common = { path: "/api/me/pauses/", group: "Settings", access: "user" } as const;
  const answer = { description: "What became of it, and the streak.", schema: ACT };
  return [
    {
      ...common,
      method: "GET",
      operation: "getPauses",
      summary: "The caller's pauses",
      answer: { description: "Each pause with its dates, oldest first.", schema: PAUSES },
      async handle({ userId }) {
        const acts = await protectingActs(tracker, userId);
        return json({ pauses: acts.filter(({ kind }) => kind === "paused").map(protectedDates) });
      },
    },
    {
      ...common,
      method: "POST",
      operation: "addPause",
      summary: "Pause the caller's streaks, from today or later",
      body: { schema: OWN_PAUSE_REQUEST, required: true, example: { from: "2026-07-11", to: "2026-07-20" } },
      answer,
      refusals: ["date_invalid", "range_invalid", "id_invalid", "conflict"],
      async handle(call) {
        const { id: given, reason, body } = await read(call.request);
        const id = OWN_PREFIX + given;
        const today = await todayFor(tracker, call.userId);
        const { from, to } = datesOf(body, today);
        const acts = await protectingActs(tracker, call.userId, 0);
        const known = acts.some((act) => act.id === id);
        // A repeat that comes after midnight is still a repeat.
        if (!known && from < today) throw new DaystreakError("range_invalid", "a pause begins today or later");
        if (!known && acts.filter((act) => act.kind === "paused" && act.to >= today).length >= MAX_PAUSES) {
          throw new DaystreakError("conflict", `at most ${MAX_PAUSES} pauses at a time: end one first`);
        }
        const change: Change = { kind: "protect", protection: "paused", id, from, to, reason, by: "user" };
        return perform(tracker, call, { id, reason, changes: [change] });
      },
    },
    {
      ...common,
      method: "DELETE",
      operation: "endPause",
      summary: "End a pause of the caller",
      description: "Dates that are over stay paused: nobody rewrites their past.",
      query: WITHDRAWAL,
      answer,
      refusals: ["id_invalid", "not_found", "conflict"],
      async handle(call) {
        const id = withdrawalOf(call.query);
        if (!id.startsWith(OWN_PREFIX)) throw new DaystreakError("not_found", "this is no pause that you made");
        const act = actOf(await protectingActs(tracker, call.userId), id, "paused");
        const today = await todayFor(tracker, call.userId);
        if (act !== undefined && act.to < today) throw new DaystreakError("conflict", "this pause is over already");
        const kept: Change[] =
          act === undefined || act.from >= today
            ? []
            : [{ ...act, kind: "protect", protection: "paused", id: `${id}/ended`, to: today - 1, by: "user" }];
        return perform(tracker, call, { id, reason: "", changes: [{ kind: "withdraw", id }, ...kept] });
      },
    },
  ];
}
