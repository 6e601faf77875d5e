import { randomUUID } from "node:crypto";
import type { Change } from "../../core/change.ts";
import { DaystreakError } from "../../core/errors.ts";
import { INBOX } from "../../core/notices/notice.ts";
import { noticePatch } from "../../core/notices/notice-wishes.ts";
import { settingsAnswer, settingsPatch } from "../../core/settings.ts";
import type { Switches } from "../../core/state.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { addAudit, reasonIfAny, requireSeen } from "../acts.ts";
import type { ApiNotices } from "../api-notices.ts";
import { readJsonObject } from "../body.ts";
import { SETTINGS } from "../contract/people.ts";
import { ME_REQUEST, USER_REQUEST } from "../contract/requests.ts";
import type { AnyComponent } from "../contract/schema.ts";
import { createCheck } from "../contract/validator.ts";
import { json } from "../reply.ts";
import type { Call, Route } from "../route.ts";

const BODY_LIMIT = 64 * 1024;
const SETTING_KEYS = ["zone", "day_start", "goal", "rest_days"];

interface Attributes {
  readonly switches?: Partial<Switches>;
  readonly name?: string | null;
  readonly groups?: readonly string[];
  readonly notices?: Readonly<Record<string, unknown>>;
}

type NoticePatchBody = { readonly channels?: readonly string[] | null } | undefined;

/** `GET` and `PATCH`, `/api/me/` and `/v1/users/{id}`. */
export function settingsRoutes(tracker: Tracker, { channels }: Pick<ApiNotices, "channels">): Route[] {
  const answer = async ({ userId }: Call): Promise<Response> =>
    json(settingsAnswer(userId, await tracker.state(userId), tracker.now(), tracker.book));

  /** By support, settings of another user are an act: they decide how the user's days are judged. */
  const noting = (call: Call, body: Readonly<Record<string, unknown>>): (() => Promise<void>) => {
    const changed = SETTING_KEYS.filter((key) => body[key] !== undefined);
    if (changed.length === 0) return async () => undefined;
    const reason = reasonIfAny(call, body.reason as string | undefined);
    const data = { settings: changed.join(",") };
    const { userId } = call;
    return () => addAudit(tracker, call, { id: randomUUID(), action: "settings.changed", reason, userId, data });
  };

  /** What needs an address is not chosen by name, and what is not there leads nowhere. */
  const checkChannels = (wishes: NoticePatchBody): void => {
    const named = tracker.book.versions.at(-1)?.rules.notices?.channels ?? [];
    for (const name of wishes?.channels ?? []) {
      const channel = channels.find((one) => one.name === name);
      if (name === INBOX || (channel === undefined ? named.includes(name) : channel.check("") === null)) continue;
      const text =
        channel === undefined
          ? `there is no channel ${JSON.stringify(name)} here`
          : `${name} needs an address: add it by POST /api/notices/subscriptions/`;
      throw new DaystreakError("settings_invalid", `notices.channels: ${text}`);
    }
  };

  const patchWith = (schema: AnyComponent, notes?: typeof noting): Route["handle"] => {
    const checkOf = createCheck(schema);
    return async (call) => {
      const body = (await readJsonObject(call.request, BODY_LIMIT)) ?? {};
      const settings = settingsPatch(body);
      const wrong = (await checkOf())(body);
      if (wrong !== undefined) throw new DaystreakError("settings_invalid", wrong.text);
      checkChannels(body.notices as NoticePatchBody);
      const note = notes?.(call, body);
      for (const outcome of await tracker.change(call.userId, changesOf(body, settings))) {
        if (outcome.status === "rejected") throw new DaystreakError(outcome.code, outcome.detail);
      }
      await note?.();
      return answer(call);
    };
  };

  const patch = {
    method: "PATCH",
    description: "Keys that are left out stay; null returns to the app's own. Settings begin with the next local date.",
    answer: { description: "The settings as they are now, and as they will be.", schema: SETTINGS },
    refusals: ["settings_invalid", "zone_invalid"],
  } as const;
  return [
    {
      method: "GET",
      path: "/api/me/",
      group: "Settings",
      access: "user",
      operation: "getSettings",
      summary: "The caller's settings",
      answer: { description: "The settings as they are now, and as they will be.", schema: SETTINGS },
      handle: answer,
    },
    {
      ...patch,
      path: "/api/me/",
      group: "Settings",
      access: "user",
      operation: "updateSettings",
      summary: "Change the caller's settings",
      body: { schema: ME_REQUEST, required: true, example: { zone: "follow", goal: { problems: 2 }, rest_days: [7] } },
      handle: patchWith(ME_REQUEST),
    },
    {
      ...patch,
      path: "/v1/users/{id}",
      group: "Server to server",
      access: "support",
      operation: "updateUser",
      summary: "Change a user's settings, name and groups",
      description: `${patch.description} A user never seen is made: what is set before the first activity holds for all dates. Changed settings are kept in the audit, with the reason; name and groups are not.`,
      body: { schema: USER_REQUEST, required: true, example: { name: "Ada", groups: ["class-7"] } },
      handle: patchWith(USER_REQUEST, noting),
    },
    {
      method: "GET",
      path: "/v1/users/{id}",
      group: "Server to server",
      access: "read",
      operation: "getUser",
      summary: "A user's settings, name and groups",
      answer: { description: "The settings as they are now, and as they will be.", schema: SETTINGS },
      refusals: ["user_unknown"],
      async handle(call) {
        await requireSeen(tracker, call);
        return answer(call);
      },
    },
  ];
}

function changesOf(body: Readonly<Record<string, unknown>>, patch: ReturnType<typeof settingsPatch>): Change[] {
  const { switches, name, groups, notices } = body as Attributes;
  const attributes = {
    ...(switches !== undefined && { switches }),
    ...(name !== undefined && { name }),
    ...(groups !== undefined && { groups: [...new Set(groups)] }),
  };
  return [
    ...(SETTING_KEYS.some((key) => body[key] !== undefined) ? [{ kind: "settings", patch } as const] : []),
    ...(Object.keys(attributes).length > 0 ? [{ kind: "attributes", ...attributes } as const] : []),
    ...(notices !== undefined ? [{ kind: "notices", patch: noticePatch(notices) } as const] : []),
  ];
}
