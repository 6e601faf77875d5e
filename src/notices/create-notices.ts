import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { RuleBook } from "../core/rules.ts";
import type { Store } from "../storage/store.ts";
import type { Channel } from "./channel.ts";
import { createDispatcher, type Dispatcher } from "./dispatch.ts";
import { forgetFormer } from "./forget-former.ts";
import type { NoticeTexts } from "./notice-texts.ts";
import type { Unsubscribing } from "./unsubscribe.ts";

/** What notices need of a tracker. */
export interface NoticedTracker {
  readonly store: Store;
  readonly book: RuleBook;
  now(): Instant;
  failed(error: unknown): void;
}

/** Options of {@link createNotices}. */
export interface NoticesOptions {
  readonly tracker: NoticedTracker;
  /** What notices say. */
  readonly texts: NoticeTexts;
  /** Ways to learners beside the inbox. @default none */
  readonly channels?: readonly Channel[];
  /** The language of learners of whom none is known. @default "en" */
  readonly locale?: string;
  /** The public key that browsers subscribe to web push with. @default there is no web push */
  readonly pushKey?: string;
  /** Reads the links of e-mails. @default there are none */
  readonly unsubscribing?: Unsubscribing;
}

/** Notices of a process: what the API says about them, and what sends them. */
export interface Notices {
  readonly texts: NoticeTexts;
  readonly channels: readonly Channel[];
  readonly locale: string;
  readonly pushKey?: string;
  readonly unsubscribing?: Unsubscribing;
  readonly dispatcher: Dispatcher;
  /** Ends what is under way and lets go of connections; before the tracker is closed. */
  close(): Promise<void>;
}

/**
 * Sends the notices of a tracker from this process. Any number of processes may: none sends what another has sent.
 *
 * @example
 * const texts = createNoticeTexts({ app: "Small Steps", url: "https://steps.example/" });
 * const notices = createNotices({ tracker, texts, channels: [createWebhookChannel({ … })] });
 * app.use(mountApi(createApi({ tracker, notices }), user));
 */
export function createNotices(options: NoticesOptions): Notices {
  const { tracker, texts, channels = [], locale = "en", pushKey, unsubscribing } = options;
  const dispatcher = createDispatcher({
    store: tracker.store,
    channels,
    texts,
    locale,
    book: () => tracker.book,
    now: () => tracker.now(),
    onError: (error) => tracker.failed(error),
    onGone: (channel) => tracker.failed(goneError(channel)),
  });
  const begun = forgetFormer(tracker.store, channels, tracker.now())
    .catch((error) => tracker.failed(error))
    .finally(() => dispatcher.start());
  return {
    texts,
    channels,
    locale,
    dispatcher,
    ...(pushKey !== undefined && { pushKey }),
    ...(unsubscribing !== undefined && { unsubscribing }),
    async close() {
      await begun;
      await dispatcher.stop();
      await Promise.all(channels.map((channel) => channel.close()));
    },
  };
}

/** For the log and the operator: nothing else tells of it where nobody looks. */
function goneError({ name, receiver = "" }: Channel): DaystreakError {
  const who = receiver === "" ? "its receiver" : `its receiver (${receiver})`;
  const then = `nothing is sent there until you say so: daystreak notices enable ${name}, or POST /api/admin/notices/enable/`;
  return new DaystreakError("receiver_gone", `${name}: ${who} says that it exists no more; ${then}`);
}
