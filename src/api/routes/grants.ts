import type { Change } from "../../core/change.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { createReadAct, grantorOf, OWN_PREFIX, perform, requireSeen } from "../acts.ts";
import { ACT, FREEZES_REQUEST, OWN_RESTORE_REQUEST, RESTORE_REQUEST, RESTORES_REQUEST } from "../contract/acts.ts";
import type { Call, Route } from "../route.ts";

const RESTORE_REFUSALS: readonly ErrorCode[] = ["nothing_to_restore", "restore_too_late", "no_restores", "id_invalid"];

/** Freezes and restores given by support, and the restore of a lost streak by support or by the user. */
export function grantRoutes(tracker: Tracker): Route[] {
  const readFreezes = createReadAct(FREEZES_REQUEST);
  const readRestores = createReadAct(RESTORES_REQUEST);
  const readRestore = createReadAct(RESTORE_REQUEST);
  const readOwnRestore = createReadAct(OWN_RESTORE_REQUEST);
  const common = {
    method: "POST",
    answer: { description: "What became of it, and the streak.", schema: ACT },
  } as const;
  const support = { ...common, group: "Support", access: "support" } as const;
  return [
    {
      ...support,
      path: "/v1/users/{id}/freezes",
      operation: "grantFreezes",
      summary: "Give freezes to a user",
      description: "Within the cap of the rules. They cover dates after today.",
      body: { schema: FREEZES_REQUEST, required: true, example: { freezes: 1, reason: "an outage", id: "ticket-7" } },
      refusals: ["freeze_cap_reached", "id_invalid", "user_unknown"],
      async handle(call: Call) {
        const { id, reason, body } = await readFreezes(call.request);
        await requireSeen(tracker, call);
        const freezes = body.freezes as number;
        const change: Change = { kind: "grant", id, freezes, reason, by: grantorOf(call.principal) };
        const audit = { action: "freezes.granted", data: { freezes } };
        return perform(tracker, call, { id, reason, changes: [change], audit });
      },
    },
    {
      ...support,
      path: "/v1/users/{id}/restores",
      operation: "grantRestores",
      summary: "Give restores to a user",
      description: "A restore lets the user, or support, bring back a streak that was lost.",
      body: { schema: RESTORES_REQUEST, required: true, example: { restores: 1, reason: "a sick child" } },
      refusals: ["id_invalid", "user_unknown"],
      async handle(call: Call) {
        const { id, reason, body } = await readRestores(call.request);
        await requireSeen(tracker, call);
        const restores = body.restores as number;
        const change: Change = { kind: "grant_restores", id, restores, reason, by: grantorOf(call.principal) };
        const audit = { action: "restores.granted", data: { restores } };
        return perform(tracker, call, { id, reason, changes: [change], audit });
      },
    },
    {
      ...support,
      path: "/v1/users/{id}/restore",
      operation: "restoreUserStreak",
      summary: "Restore the streak that a user lost",
      description: "Spends one of the user's restores and protects every date missed since the streak broke.",
      body: { schema: RESTORE_REQUEST, required: true, example: { reason: "lost the phone", id: "ticket-9" } },
      refusals: [...RESTORE_REFUSALS, "user_unknown"],
      async handle(call: Call) {
        const { id, reason } = await readRestore(call.request);
        await requireSeen(tracker, call);
        const change: Change = { kind: "restore", id, reason, by: grantorOf(call.principal) };
        return perform(tracker, call, { id, reason, changes: [change], audit: { action: "streak.restored" } });
      },
    },
    {
      ...common,
      path: "/api/me/restore/",
      group: "Settings",
      access: "user",
      operation: "restoreStreak",
      summary: "Restore the streak that the caller lost",
      description: "Spends one of the caller's restores.",
      body: { schema: OWN_RESTORE_REQUEST, required: false, example: {} },
      refusals: RESTORE_REFUSALS,
      async handle(call: Call) {
        const { id: given, reason } = await readOwnRestore(call.request);
        const id = OWN_PREFIX + given;
        return perform(tracker, call, { id, reason, changes: [{ kind: "restore", id, reason, by: "user" }] });
      },
    },
  ];
}
