import { createHash } from "node:crypto";
import { DaystreakError } from "../../core/errors.ts";
import type { NoticeAddress } from "../../core/notices/notice.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import type { ApiNotices } from "../api-notices.ts";
import { createReadBody } from "../checked-body.ts";
import { SUBSCRIPTION, SUBSCRIPTION_REQUEST, SUBSCRIPTIONS, type SubscriptionAnswer } from "../contract/notices.ts";
import { text } from "../contract/schema.ts";
import { json } from "../reply.ts";
import type { Call, Route } from "../route.ts";

/** `/api/notices/subscriptions/`, and the same for any user by key: the addresses to which notices go. */
export function subscriptionRoutes(tracker: Tracker, { channels }: ApiNotices): Route[] {
  const { notices } = tracker.store;
  const readSubscription = createReadBody(SUBSCRIPTION_REQUEST);

  const list = async ({ userId }: Call): Promise<Response> =>
    json({
      subscriptions: (await notices.addresses(userId)).map(answerOf),
      channels: channels.map(({ name }) => name),
    });

  const add = async ({ request, userId }: Call): Promise<Response> => {
    const { channel: name, address } = await readSubscription(request);
    const channel = channels.find((one) => one.name === name);
    if (channel === undefined)
      throw new DaystreakError("not_found", `there is no channel ${JSON.stringify(name)} here`);
    const objection = channel.check(address);
    if (objection !== null) throw new DaystreakError("address_invalid", objection);
    const id = addressId(channel.device?.(address) ?? address);
    const [outcome] = await tracker.change(userId, [{ kind: "subscribe", channel: name, id, address }]);
    if (outcome?.status === "rejected") throw new DaystreakError(outcome.code, outcome.detail);
    const stored = (await notices.addresses(userId)).find((one) => one.channel === name && one.id === id);
    if (stored === undefined) throw new DaystreakError("user_erased", "the user was erased meanwhile");
    if (channel.device !== undefined) await takeFromOthers(userId, stored);
    return json(answerOf(stored));
  };

  /** A shared browser or phone tells nobody what was meant for whoever used it before. */
  const takeFromOthers = async (userId: string, { channel, id, createdAt }: NoticeAddress): Promise<void> => {
    const others = (await notices.holders(channel, id)).filter((one) => {
      return one.userId !== userId && one.createdAt <= createdAt;
    });
    await Promise.all(others.map((one) => tracker.change(one.userId, [{ kind: "unsubscribe", channel, id }])));
  };

  const remove = async (call: Call): Promise<Response> => {
    const [channel, id] = [call.query.get("channel"), call.query.get("id")];
    if (!channel || !id) throw new DaystreakError("request_invalid", "say which one with channel and id");
    await tracker.change(call.userId, [{ kind: "unsubscribe", channel, id }]);
    return list(call);
  };

  const which = [
    { name: "channel", description: "The channel.", schema: text(), required: true },
    { name: "id", description: "The address, as it was answered.", schema: text(), required: true },
  ];
  const example = { channel: "email", address: "ada@example.org" };
  const own = { path: "/api/notices/subscriptions/", group: "Notices", access: "user" } as const;
  const by = { path: "/v1/users/{id}/subscriptions", group: "Server to server", access: "support" } as const;
  const routesOf = (common: typeof own | typeof by, whose: string, of: string): Route[] => [
    {
      ...common,
      method: "GET",
      operation: `get${of}Subscriptions`,
      summary: `Where ${whose} notices go`,
      answer: { description: "The addresses, without the addresses themselves.", schema: SUBSCRIPTIONS },
      handle: list,
    },
    {
      ...common,
      method: "POST",
      operation: `add${of}Subscription`,
      summary: `Let ${whose} notices go to an address`,
      description:
        "Once more the same address changes nothing. A channel that says the address is gone takes it away. A browser or a device belongs to one user: whoever had it before has it no longer.",
      body: { schema: SUBSCRIPTION_REQUEST, required: true, example },
      answer: { description: "The address, by the id under which it can be taken away.", schema: SUBSCRIPTION },
      refusals: ["body_invalid", "address_invalid", "not_found", "conflict"],
      handle: add,
    },
    {
      ...common,
      method: "DELETE",
      operation: `remove${of}Subscription`,
      summary: `Let ${whose} notices go to an address no longer`,
      query: which,
      answer: { description: "The addresses that are left.", schema: SUBSCRIPTIONS },
      refusals: ["request_invalid"],
      handle: remove,
    },
  ];
  return [...routesOf(own, "the caller's", "Own"), ...routesOf(by, "a user's", "User")];
}

/** Names an address without showing it. */
function addressId(address: string): string {
  return createHash("sha256").update(address, "utf8").digest("base64url").slice(0, 22);
}

function answerOf({ id, channel, createdAt }: NoticeAddress): SubscriptionAnswer {
  return { id, channel, created_at: new Date(createdAt).toISOString() };
}
