import { NOTICE_KINDS, type NoticeKind, type NoticeMarkKind } from "../../core/notices/notice.ts";
import type { NoticeWishes } from "../../core/notices/notice-wishes.ts";
import type { NoticeReport } from "../../notices/report.ts";
import {
  type AnyComponent,
  array,
  boolean,
  type Component,
  component,
  count,
  dateText,
  instantText,
  integer,
  nullable,
  object,
  oneOf,
  optional,
  PLAIN_TEXT,
  ref,
  type Schema,
  text,
} from "./schema.ts";

/** What a notice is about. */
export const NOTICE_KIND: Component<NoticeKind> = component("NoticeKind", oneOf(...NOTICE_KINDS));

/** What a user wants of notices. */
export const NOTICE_WISHES: Component<NoticeWishes> = component(
  "NoticeWishes",
  object({
    remind_at: nullable(text({ description: "HH:MM on the wall clock; null: when the user usually learns." })),
    usual_hour: nullable(
      integer({ minimum: 0, maximum: 23, description: "The hour in which the user usually begins, once it is known." }),
    ),
    off: array(text(), { description: "Kinds switched off: `kind`, `channel/kind` or `channel/*`." }),
    channels: nullable(array(text(), { description: "Channels without an address; null follows the platform." })),
    locale: nullable(text({ description: "BCP 47; null follows the platform." })),
  }),
);

/** The part of a PATCH that is about notices; core reads it, with better texts. */
export const NOTICE_WISHES_REQUEST: AnyComponent = {
  name: "NoticeWishesRequest",
  schema: object(
    {
      remind_at: optional(nullable(text({ description: "HH:MM; null: when the user usually learns." }))),
      off: optional(array(text(), { description: "Kinds to switch off: `kind`, `channel/kind` or `channel/*`." })),
      channels: optional(nullable(array(text(), { description: "Channels without an address, such as `inbox`." }))),
      locale: optional(nullable(text({ description: "BCP 47." }))),
    },
    { additionalProperties: false },
  ),
};

/** One notice of the inbox. */
export interface InboxNotice {
  id: string;
  kind: NoticeKind;
  at: string;
  date: string;
  title: string;
  body: string;
  url: string | null;
  locale: string;
  current: boolean;
  read_at: string | null;
  opened_at: string | null;
}

/** The answer of `GET /api/notices/`. */
export const INBOX_PAGE: Component<{ notices: InboxNotice[]; unread: number; next_cursor: string | null }> = component(
  "Inbox",
  object({
    notices: array(
      object({
        id: text(),
        kind: ref(NOTICE_KIND),
        at: instantText(),
        date: dateText(),
        title: text(),
        body: text(),
        url: nullable(text()),
        locale: text({ description: "The language of the words." }),
        current: boolean({
          description:
            "Whether it is still so: a reminder is not once its day is done or over, nor a break once a new streak has begun.",
        }),
        read_at: nullable(instantText()),
        opened_at: nullable(instantText()),
      }),
    ),
    unread: count("Notices of this page that are still so and were not read yet."),
    next_cursor: nullable(text({ description: "Send it as `cursor` for older ones; null on the last page." })),
  }),
);

/** The body of `POST /api/notices/marks/`. */
export const MARKS_REQUEST: Component<{ ids: string[]; mark: Exclude<NoticeMarkKind, "followed"> }> = component(
  "MarksRequest",
  object(
    {
      ids: array(text({ minLength: 1, maxLength: 200, pattern: PLAIN_TEXT }), { maxItems: 100 }),
      mark: oneOf("read", "opened", "dismissed"),
    },
    { additionalProperties: false },
  ),
);

/** The answer of `POST /api/notices/marks/`. */
export const MARKS: Component<{ marked: number }> = component(
  "Marks",
  object({ marked: count("Notices that were not marked so before.") }),
);

/** The body of `POST /api/notices/subscriptions/`. */
export const SUBSCRIPTION_REQUEST: Component<{ channel: string; address: string }> = component(
  "SubscriptionRequest",
  object(
    {
      channel: text({ minLength: 1, maxLength: 32, examples: ["webpush", "email", "expo"] }),
      address: text({
        minLength: 1,
        maxLength: 4096,
        description: "An e-mail address, a token, or a browser's push subscription as JSON.",
      }),
    },
    { additionalProperties: false },
  ),
);

/** An address of a user; the address itself is not shown again. */
export interface SubscriptionAnswer {
  id: string;
  channel: string;
  created_at: string;
}

/** One address. */
export const SUBSCRIPTION: Component<SubscriptionAnswer> = component(
  "Subscription",
  object({ id: text(), channel: text(), created_at: instantText() }),
);

/** The answer of `GET /api/notices/subscriptions/`. */
export const SUBSCRIPTIONS: Component<{ subscriptions: SubscriptionAnswer[]; channels: string[] }> = component(
  "Subscriptions",
  object({
    subscriptions: array(ref(SUBSCRIPTION)),
    channels: array(text(), { description: "The channels that addresses can be stored for." }),
  }),
);

/** The answer of `GET /api/admin/notices/preview/`. */
export const NOTICE_PREVIEW: Component<{ title: string; body: string; url: string | null; locale: string }> = component(
  "NoticePreview",
  object({ title: text(), body: text(), url: nullable(text()), locale: text() }),
);

/** The body of `POST /api/admin/notices/test/`. */
export const NOTICE_TEST_REQUEST: Component<{ channel: string; to: string; kind?: NoticeKind; locale?: string }> =
  component(
    "NoticeTestRequest",
    object(
      {
        channel: text({ minLength: 1, maxLength: 32 }),
        to: text({ maxLength: 4096, description: "The address; empty where the channel has one receiver." }),
        kind: optional(ref(NOTICE_KIND)),
        locale: optional(text({ maxLength: 50 })),
      },
      { additionalProperties: false },
    ),
  );

/** What became of a test. */
export const NOTICE_TEST: Component<{
  result: "delivered" | "retry" | "gone" | "refused";
  reason: string | null;
}> = component(
  "NoticeTest",
  object({ result: oneOf("delivered", "retry", "gone", "refused"), reason: nullable(text()) }),
);

/** The body of `POST /api/admin/notices/pause/`. */
export const NOTICE_PAUSE_REQUEST: AnyComponent = {
  name: "NoticePauseRequest",
  schema: object(
    {
      paused: boolean(),
      id: optional(text({ minLength: 1, maxLength: 200, pattern: PLAIN_TEXT })),
      reason: text({ minLength: 1, maxLength: 500, pattern: PLAIN_TEXT, description: "Why: kept in the audit." }),
    },
    { additionalProperties: false },
  ),
};

/** The answer of `POST /api/admin/notices/pause/`. */
export const NOTICE_PAUSE: Component<{ paused_since: string | null }> = component(
  "NoticePause",
  object({ paused_since: nullable(instantText()) }),
);

/** The body of `POST /api/admin/notices/enable/`. */
export const NOTICE_ENABLE_REQUEST: AnyComponent = {
  name: "NoticeEnableRequest",
  schema: object(
    {
      channel: text({ minLength: 1, maxLength: 32 }),
      id: optional(text({ minLength: 1, maxLength: 200, pattern: PLAIN_TEXT })),
      reason: text({ minLength: 1, maxLength: 500, pattern: PLAIN_TEXT, description: "Why: kept in the audit." }),
    },
    { additionalProperties: false },
  ),
};

/** A receiver that said it is gone. */
export interface GoneAnswer {
  channel: string;
  receiver: string;
  since: string;
}

const gone = array(
  object({
    channel: text(),
    receiver: text({ description: "Which one: its host, and a name for the rest of its URL." }),
    since: instantText(),
  }),
  {
    description:
      "Receivers that answered that they exist no more: nothing is sent to them until it is switched on again.",
  },
);

/** The answer of `POST /api/admin/notices/enable/`. */
export const NOTICE_ENABLED: Component<{ gone: GoneAnswer[] }> = component("NoticeEnabled", object({ gone }));

const share = (description: string): Schema<number> => ({ type: "number", description });
const rate = object({
  count: count(),
  of: count(),
  rate: nullable(share("Null where there is nothing to divide by.")),
  low: nullable(share("The lower end of the 95 % interval (Wilson).")),
  high: nullable(share("The upper end.")),
});
const arm = object({ notices: count(), read: rate, opened: rate, dismissed: rate, followed: rate });

/** The answer of `GET /api/admin/notices/`. */
export const NOTICE_REPORT: Component<
  NoticeReport & { from: string; to: string; paused_since: string | null; gone: GoneAnswer[] }
> = component(
  "NoticeReport",
  object({
    from: dateText(),
    to: dateText(),
    paused_since: nullable(instantText("Since when nothing is sent.")),
    gone,
    kinds: array(
      object({
        kind: ref(NOTICE_KIND),
        treated: arm,
        held_out: arm,
        lift: nullable(
          object(
            { difference: share("Of the two shares."), low: share("The lower end."), high: share("The upper end.") },
            { description: "Followed by activity within 2 hours: treated less held out, with its 95 % interval." },
          ),
        ),
      }),
    ),
    variants: array(object({ kind: ref(NOTICE_KIND), variant: text(), treated: arm })),
    channels: array(
      object({
        kind: ref(NOTICE_KIND),
        channel: text(),
        sent: count(),
        waiting: count(),
        dead: count("Given up; they can be replayed."),
        dropped: count("Not sent because they were no longer so, or wanted."),
        opened: rate,
        followed: rate,
      }),
    ),
  }),
);

/** The answer of `GET /api/notices/push-key/`. */
export const PUSH_KEY: Component<{ key: string }> = component(
  "PushKey",
  object({ key: text({ description: "In base64url, as `PushManager.subscribe` takes it." }) }),
);
