import { type CoreClient, type CoreOptions, createCore } from "./core.ts";
import { type DaystreakEvents, listenTo } from "./events.ts";
import type { Live, LiveOptions } from "./live.ts";
import type { Platform } from "./platform.ts";
import { createQueue } from "./queue.ts";
import type { QueueStore } from "./queue-store.ts";
import { joinTabs } from "./tabs.ts";

/** Options of `createClient`. */
export interface ClientOptions extends CoreOptions {
  /** How many activities may wait to be sent; more are refused with `queue_full`. @default 10_000 */
  readonly queueLimit?: number;
  /** Whether news come by themselves while anybody listens. @default true */
  readonly live?: boolean;
}

/** The whole client of one learner. */
export interface Client extends CoreClient {
  /**
   * Reports what the learner did. Resolves to its id once it is kept on the device; it is sent as soon as that is
   * possible and counted once. Never rejects: what goes wrong goes to `onError`.
   */
  track(type: string, ref?: string): Promise<string>;
  /** Keeps the stream of news open until the returned function is called, even if nobody listens. */
  live(): () => void;
  /** Listens to one kind of event. Gives the function that ends it. */
  on<K extends keyof DaystreakEvents>(name: K, listener: (event: DaystreakEvents[K]) => void): () => void;
  /** How many activities wait to be sent. */
  readonly pending: number;
  /** How many were refused because too many waited. */
  readonly dropped: number;
  /** Whether the device has a network, and whether news come by themselves. */
  readonly status: { readonly online: boolean; readonly live: boolean };
}

/** Screens come and go: the stream stays open this long after the last listener. */
const LINGER_MS = 5_000;
/** The first sending leaves the page alone while it loads. */
const SETTLE_MS = 1_000;

/** Makes the client on any machine; `createNews` says how news come there. */
export function createClientOn(
  platform: Platform,
  store: QueueStore,
  options: ClientOptions,
  createNews: (options: LiveOptions) => Live,
): Client {
  const core = createCore(options, platform);
  const { hub, session, reads, reload } = core;
  let status = { online: platform.isOnline(), live: false };
  let holders = 0;
  let isClosed = false;
  let stopLinger: (() => void) | undefined;

  const setStatus = (change: Partial<typeof status>): void => {
    const next = { ...status, ...change };
    if (next.online === status.online && next.live === status.live) return;
    status = next;
    hub.emit({ type: "status", ...status });
  };

  const tabs = joinTabs(platform, session.user, (heard) => {
    if (heard.type === "streak") {
      if (heard.id !== undefined) live.seen(heard.id);
      hub.take(heard.streak, { facts: heard.facts, pushed: heard.id !== undefined, skew: heard.skew });
    } else if (heard.type === "live") setStatus({ live: heard.live });
    else if (heard.type === "queue") queue.refresh(heard.done);
    else if (isLeading && hub.streak !== null) {
      tabs.post({ type: "streak", streak: hub.streak, facts: [], skew: hub.skew });
      tabs.post({ type: "live", live: true });
    }
  });

  let isLeading = false;
  const live = createNews({
    platform,
    session,
    message({ streak, facts }, id) {
      hub.recovered("live");
      hub.take(streak, { facts, pushed: true });
      tabs.post({ type: "streak", streak, facts, id });
    },
    opened(isOpen) {
      if (isOpen || isLeading) tabs.post({ type: "live", live: isOpen });
      isLeading = isOpen;
      setStatus({ live: isOpen });
    },
    failed: (error) => hub.fail("live", error),
  });

  const queue = createQueue({
    platform,
    store,
    hub,
    user: session.user,
    reporter: async (entries, leaving) => {
      const answer = await core.reporter(entries, leaving);
      tabs.post({ type: "streak", streak: answer.streak, facts: [], skew: hub.skew });
      return answer;
    },
    limit: options.queueLimit ?? 10_000,
    changed: (done) => tabs.post({ type: "queue", done }),
  });

  /** Somebody wants news: opens the stream, or asks once where there shall be none. */
  const hold = (): (() => void) => {
    stopLinger?.();
    if (holders++ === 0 && !platform.isServer && !isClosed) {
      tabs.post({ type: "hello" });
      if (options.live === false) reload();
      else live.start();
    }
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      if (--holders === 0) stopLinger = platform.later(() => holders === 0 && live.stop(), LINGER_MS);
    };
  };

  const stops = platform.isServer
    ? []
    : [
        core.watchPresence((at) => void queue.add("heartbeat", undefined, at)),
        platform.watch((signal) => {
          if (signal === "online" || signal === "offline") setStatus({ online: signal === "online" });
          if (signal === "online" || signal === "shown") queue.drain();
          if (signal === "hidden") queue.flush();
        }),
        platform.later(queue.drain, SETTLE_MS),
      ];
  if (!platform.isServer) queue.refresh();

  return {
    ...reads,
    get streak() {
      return hub.streak;
    },
    get pending() {
      return queue.pending;
    },
    get dropped() {
      return queue.dropped;
    },
    get status() {
      return status;
    },
    subscribe(listener) {
      const release = hold();
      const stop = hub.subscribe(listener);
      return () => {
        stop();
        release();
      };
    },
    track: (type, ref) => queue.add(type, ref, platform.now()),
    live: hold,
    on(name, listener) {
      return listenTo(this, name, listener);
    },
    close() {
      isClosed = true;
      for (const stop of stops) stop();
      stopLinger?.();
      queue.close();
      live.close();
      tabs.close();
    },
  };
}
