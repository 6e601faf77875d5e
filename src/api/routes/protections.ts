import { formatDate } from "../../core/calendar.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { createReadAct, grantorOf, perform, REASON, reasonOf, requireSeen, WITHDRAWAL, withdrawalOf } from "../acts.ts";
import { ACT, DATES_REQUEST, EXCUSES, PAUSES } from "../contract/acts.ts";
import { datesOf, todayFor } from "../dates.ts";
import { actOf, protectedDates, protectingActs } from "../protected-dates.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

const KINDS = {
  pauses: { kind: "paused", one: "pause", Many: "Pauses", schema: PAUSES },
  excuses: { kind: "excused", one: "excuse", Many: "Excuses", schema: EXCUSES },
} as const;

/** `GET`, `POST` and `DELETE /v1/users/{id}/pauses` and `…/excuses`: dates on which a missed day breaks nothing. */
export function protectionRoutes(tracker: Tracker): Route[] {
  return [...routesOf(tracker, "pauses"), ...routesOf(tracker, "excuses")];
}

function routesOf(tracker: Tracker, what: keyof typeof KINDS): Route[] {
  const { kind, one, Many, schema } = KINDS[what];
  const read = createReadAct(DATES_REQUEST);
  const common = { path: `/v1/users/{id}/${what}`, group: "Support", access: "support" } as const;
  const answer = { description: "What became of it, and the streak.", schema: ACT };
  return [
    {
      ...common,
      method: "GET",
      operation: `getUser${Many}`,
      summary: `The ${what} of a user`,
      answer: { description: "Each act with its dates, oldest first.", schema },
      refusals: ["user_unknown"],
      async handle(call) {
        await requireSeen(tracker, call);
        const acts = await protectingActs(tracker, call.userId);
        return json({ [what]: acts.filter((act) => act.kind === kind).map(protectedDates) });
      },
    },
    {
      ...common,
      method: "POST",
      operation: `addUser${Many}`,
      summary: what === "pauses" ? "Pause a user's streaks" : "Excuse dates of a user, past ones too",
      description:
        "Activity on such a date counts as usual; a missed one breaks nothing. A broken streak is folded anew.",
      body: {
        schema: DATES_REQUEST,
        required: true,
        example: { from: "2026-03-02", to: "2026-03-04", reason: "ill, note from the school", id: "ticket-12" },
      },
      answer,
      refusals: ["date_invalid", "range_invalid", "id_invalid", "user_unknown"],
      async handle(call) {
        const { id, reason, body } = await read(call.request);
        await requireSeen(tracker, call);
        const { from, to } = datesOf(body, await todayFor(tracker, call.userId));
        const by = grantorOf(call.principal);
        return perform(tracker, call, {
          id,
          reason,
          changes: [{ kind: "protect", protection: kind, id, from, to, reason, by }],
          audit: { action: `dates.${kind}`, data: { from: formatDate(from), to: formatDate(to) } },
        });
      },
    },
    {
      ...common,
      method: "DELETE",
      operation: `withdrawUser${Many}`,
      summary: `Withdraw ${what === "pauses" ? "a" : "an"} ${one} of a user`,
      description: "Its dates are judged as if it had never been; the longest streak stays.",
      query: [...WITHDRAWAL, REASON],
      answer,
      refusals: ["id_invalid", "body_invalid", "not_found", "user_unknown"],
      async handle(call) {
        const id = withdrawalOf(call.query);
        const reason = reasonOf(call.query);
        await requireSeen(tracker, call);
        actOf(await protectingActs(tracker, call.userId), id, kind);
        return perform(tracker, call, {
          id,
          reason,
          changes: [{ kind: "withdraw", id }],
          audit: { action: `${one}.withdrawn` },
        });
      },
    },
  ];
}
