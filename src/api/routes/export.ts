import { randomUUID } from "node:crypto";
import type { Tracker } from "../../tracker/tracker.ts";
import { addAudit, REASON, reasonIfAny } from "../acts.ts";
import { EXPORT } from "../contract/acts.ts";
import { exportOf } from "../export-user.ts";
import type { Call, Route } from "../route.ts";
import { unseen } from "../subject.ts";

/** `GET /api/me/export/` and `GET /v1/users/{id}/export`: everything stored about a user. */
export function exportRoutes(tracker: Tracker): Route[] {
  /** By somebody else, an export is an act: all that is known about the user leaves. */
  const note = async (call: Call): Promise<void> => {
    const reason = reasonIfAny(call, call.query.get("reason"));
    if (call.request.method === "HEAD") return;
    const { userId } = call;
    await addAudit(tracker, call, { id: randomUUID(), action: "user.exported", reason, userId, data: {} });
  };

  const handle = async (call: Call): Promise<Response> => {
    const state = await tracker.state(call.userId);
    if (state === undefined) unseen(call, () => undefined);
    const text = exportOf(tracker, call.userId, state);
    return new Response(ReadableStream.from(text).pipeThrough(new TextEncoderStream()), {
      headers: {
        "content-type": "application/json",
        "content-disposition": 'attachment; filename="daystreak-export.json"',
      },
    });
  };
  const common = {
    method: "GET",
    description: "Streamed, so that a long history needs no memory. An answer that breaks off is no JSON.",
    answer: { description: "The document.", schema: EXPORT },
    handle,
  } as const;
  return [
    {
      ...common,
      path: "/api/me/export/",
      group: "Settings",
      access: "user",
      operation: "exportMe",
      summary: "Everything stored about the caller",
    },
    {
      ...common,
      path: "/v1/users/{id}/export",
      group: "Support",
      access: "support",
      operation: "exportUser",
      summary: "Everything stored about a user",
      query: [{ ...REASON, required: false }],
      refusals: ["user_unknown", "body_invalid"],
      async handle(call) {
        if ((await tracker.state(call.userId)) !== undefined) await note(call);
        return handle(call);
      },
    },
  ];
}
