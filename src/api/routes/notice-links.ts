import { DaystreakError } from "../../core/errors.ts";
import type { Unsubscription } from "../../notices/unsubscribe.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import type { ApiNotices } from "../api-notices.ts";
import { PUSH_KEY } from "../contract/notices.ts";
import { text } from "../contract/schema.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";
import { unsubscribePage } from "../unsubscribe-page.ts";

/** What works without a login: the key that browsers subscribe with, and the links of mails. */
export function noticeLinkRoutes(tracker: Tracker, { texts, pushKey, unsubscribing }: ApiNotices): Route[] {
  const common = { group: "Notices", access: "public" } as const;
  const read = (query: URLSearchParams): Unsubscription => {
    const what = unsubscribing?.read(query.get("token") ?? "") ?? null;
    if (what !== null) return what;
    throw new DaystreakError("not_found", "this link has lost a part of it: open it from the e-mail once more");
  };
  const link = {
    ...common,
    path: "/api/notices/unsubscribe/",
    query: [
      {
        name: "token",
        description: "What the link ends, signed.",
        schema: text(),
        required: true,
      },
    ],
    answer: { description: "A page in the reader's language.", mediaType: "text/html" },
    refusals: ["not_found"],
  } satisfies Partial<Route>;
  return [
    {
      ...common,
      method: "GET",
      path: "/api/notices/push-key/",
      operation: "getPushKey",
      summary: "The key that browsers subscribe to web push with",
      answer: { description: "The public key in base64url, for `applicationServerKey`.", schema: PUSH_KEY },
      refusals: ["not_found"],
      async handle() {
        if (pushKey === undefined) throw new DaystreakError("not_found", "there is no web push here");
        return json({ key: pushKey }, { "cache-control": "no-cache" });
      },
    },
    {
      ...link,
      method: "GET",
      operation: "askToUnsubscribe",
      summary: "The page behind the link of an e-mail",
      description: "Changes nothing: programs that look through e-mails follow links.",
      async handle({ query }) {
        const { locale } = read(query);
        return unsubscribePage(texts.mail(locale), locale, false);
      },
    },
    {
      ...link,
      method: "POST",
      operation: "unsubscribe",
      summary: "End a user's e-mails by the link of one of them",
      description:
        "Mail programs call it on one click (RFC 8058), the page behind the link when its button is pressed.",
      async handle({ query }) {
        const { userId, channel, locale } = read(query);
        // Links outlive their users: one that was erased does not come back by this.
        const isKnown = (await tracker.state(userId)) !== undefined;
        if (isKnown) await tracker.change(userId, [{ kind: "notices_off", what: `${channel}/*` }]);
        return unsubscribePage(texts.mail(locale), locale, true);
      },
    },
  ];
}
