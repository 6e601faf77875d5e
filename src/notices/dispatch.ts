import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { createRounds } from "../core/rounds.ts";
import type { RuleBook } from "../core/rules.ts";
import { type Timer, unrefTimer } from "../core/timer.ts";
import type { DeliveryResult, DueDelivery, Store } from "../storage/store.ts";
import { attempt } from "./attempt.ts";
import type { Channel } from "./channel.ts";
import { createFlights, type Flights, type Tally } from "./flights.ts";
import { createLaneWatch, type LaneWatch, type Place } from "./lane-watch.ts";
import type { NoticeTexts } from "./notice-texts.ts";
import { createPace, type Pace } from "./pace.ts";
import { createSettler } from "./settler.ts";

/** How a dispatcher works. */
export interface DispatcherOptions {
  readonly store: Pick<Store, "notices" | "shared" | "state" | "apply">;
  readonly channels: readonly Channel[];
  readonly texts: NoticeTexts;
  readonly book: () => RuleBook;
  readonly now: () => Instant;
  readonly onError: (error: unknown) => void;
  /** Told of a channel that is left alone from now on: its one receiver said that it exists no more. @default nobody */
  readonly onGone?: (channel: Channel) => void;
  /** The language of users of whom none is known. @default "en" */
  readonly locale?: string;
  /** Names this process in leases. @default a random name */
  readonly holder?: string;
  /** Milliseconds between rounds. @default 1_000 */
  readonly everyMs?: number;
  /** Milliseconds after which another process may take over a part. @default 30_000 */
  readonly leaseMs?: number;
  /** Milliseconds after which an attempt of a process that died is made again; longer than any attempt takes. @default 60_000 */
  readonly claimMs?: number;
  /** @default setTimeout, which does not keep the process alive */
  readonly timer?: Timer;
  /** @default Math.random */
  readonly random?: () => number;
}

/** Sends notices that are due, by all channels at once. */
export interface Dispatcher {
  /** What holds up sending, as of the last round: everything is paused, or receivers of these channels are gone. */
  readonly held: { readonly paused: boolean; readonly gone: readonly string[] };
  /** Begins to run rounds; the first one at once. */
  start(): void;
  /** Ends after the attempts under way, which get a few seconds, and gives the leases back. */
  stop(): Promise<void>;
  /** One round over all channels and all parts that are free; resolves once everything begun in it is settled. */
  round(): Promise<Tally>;
}

/** Users are spread over this many parts, so that several processes share the work. */
const PARTS = 16;
/** How long attempts under way may take once the process is to end. */
const GRACE_MS = 5_000;
/** Attempts a second on a channel that does not say: 20,000 in 40 seconds. */
const PER_SECOND = 500;
const MAX_PAGE = 250;

/** What a channel's rounds share. */
interface Route {
  readonly channel: Channel;
  readonly watch: LaneWatch;
  readonly pace: Pace;
  /** Deliveries looked for at a time: those of half a second, so that what holds is looked at again. */
  readonly page: number;
}

/**
 * Makes a dispatcher. Any number of processes may run one: each part of a channel is leased by one of them at a time, and
 * each attempt is claimed in the row itself, so that a process which dies in mid-sending leaves nothing behind but attempts
 * that are made again, under the same id. Channels do not wait for each other, nor receivers of one channel.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, channels, now, onError, holder = crypto.randomUUID(), timer = unrefTimer } = options;
  const { everyMs = 1_000, leaseMs = 30_000, claimMs = 60_000, random = Math.random, locale = "en" } = options;
  const { notices, shared } = store;
  const abort = new AbortController();
  const context = { ...options, random, locale, signal: abort.signal, onGone: leaveAlone };
  const routes = channels.map((channel): Route => {
    const { perSecond = PER_SECOND } = channel;
    const page = Math.min(MAX_PAGE, Math.ceil(perSecond / 2));
    return { channel, page, watch: createLaneWatch(channel), pace: createPace(perSecond) };
  });
  let isPaused = false;
  /** Channels whose receivers are gone, as this process knows it. */
  let gone: ReadonlySet<Channel> = new Set();

  /** All processes do, within a round; many attempts may find it out at once. */
  async function leaveAlone(channel: Channel): Promise<void> {
    const isNews = !gone.has(channel);
    gone = new Set([...gone, channel]);
    await notices.noteGone({ channel: channel.name, receiver: channel.receiver ?? "", since: now() });
    if (isNews) options.onGone?.(channel);
  }

  async function lookWhatHolds(): Promise<void> {
    const [since, found] = await Promise.all([notices.pausedSince(), notices.gone()]);
    isPaused = since !== undefined;
    const names = new Set(found.map(({ channel, receiver }) => `${channel}/${receiver}`));
    gone = new Set(channels.filter(({ name, receiver = "" }) => names.has(`${name}/${receiver}`)));
  }

  const isHeld = (channel: Channel): boolean => rounds.isStopping || isPaused || gone.has(channel);

  /** Works through what is due on a channel in one part; attempts go on while it looks for more. */
  async function servePart(route: Route, index: number, flights: Flights): Promise<void> {
    const { channel, page } = route;
    for (;;) {
      const at = now();
      if (!(await shared.lease(leaseName(channel, index), holder, at, at + leaseMs))) return;
      if (isHeld(channel)) return;
      const due = await notices.due(channel.name, now(), page, { index, of: PARTS });
      if (due.length === 0) return;
      await launchAll(route, due, flights);
      await lookWhatHolds();
    }
  }

  async function launchAll(route: Route, due: readonly DueDelivery[], flights: Flights): Promise<void> {
    const { channel, pace } = route;
    for (let from = 0; from < due.length; ) {
      await flights.room();
      const free = await pace.some(Math.min(flights.free, due.length - from));
      if (isHeld(channel)) return;
      pace.began(free);
      await launch(route, due.slice(from, from + free), flights);
      from += free;
    }
  }

  async function launch({ channel, watch }: Route, due: readonly DueDelivery[], flights: Flights): Promise<void> {
    const free: { readonly one: DueDelivery; readonly place: Place }[] = [];
    const held: DeliveryResult[] = [];
    for (const one of due) {
      const place = watch.enter(one.to ?? "", now());
      if (typeof place === "function") free.push({ one, place });
      else held.push({ ...one.delivery, delivery: one.delivery, nextAt: place });
    }
    if (held.length > 0) await notices.settle(held);
    const wanted = free.map(({ one }) => one);
    const claimed = new Map((await notices.claim(wanted, now() + claimMs)).map((won) => [keyOf(won), won]));
    for (const { one, place } of free) {
      const delivery = claimed.get(keyOf(one.delivery));
      if (delivery === undefined) place("not made", now());
      else flights.add(fly(channel, { ...one, delivery }, place, flights));
    }
  }

  async function fly(channel: Channel, one: DueDelivery, place: Place, flights: Flights): Promise<void> {
    try {
      const result = await attempt(channel, one, context);
      place(result.state === "waiting" && result.error !== null ? "failed" : "worked", now());
      flights.settle(result);
    } catch (error) {
      // The store did not answer: the claim runs out, and the attempt is made again.
      place("not made", now());
      onError(error);
    }
  }

  async function serve(route: Route): Promise<Tally> {
    const { channel } = route;
    const flights = createFlights(channel.concurrency, createSettler(notices.settle, onError, timer));
    // Leases are writes: where nothing is due there is nothing to share.
    if ((await notices.due(channel.name, now(), 1)).length === 0) return flights.tally;
    const first = Math.floor(random() * PARTS);
    try {
      for (let offset = 0; offset < PARTS && !rounds.isStopping; offset++) {
        await servePart(route, (first + offset) % PARTS, flights);
      }
    } finally {
      await flights.done();
    }
    return flights.tally;
  }

  async function round(): Promise<Tally> {
    if (channels.length > 0) await lookWhatHolds();
    if (channels.length === 0 || isPaused) return { sent: 0, attempts: 0 };
    const served = await Promise.allSettled(routes.filter(({ channel }) => !gone.has(channel)).map(serve));
    const failed = served.find((one) => one.status === "rejected");
    if (failed !== undefined) throw asFailure(failed.reason);
    const tallies = served.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    return {
      sent: tallies.reduce((sum, { sent }) => sum + sent, 0),
      attempts: tallies.reduce((sum, { attempts }) => sum + attempts, 0),
    };
  }

  const rounds = createRounds({ round, onError, everyMs, timer });
  return {
    round,
    get held() {
      return { paused: isPaused, gone: [...gone].map(({ name }) => name) };
    },
    start: rounds.start,
    async stop() {
      const giveUp = timer(() => abort.abort(), GRACE_MS);
      await rounds.stop();
      giveUp();
      const names = channels.flatMap((channel) => Array.from({ length: PARTS }, (_, i) => leaseName(channel, i)));
      await Promise.allSettled(names.map((name) => shared.release(name, holder)));
    },
  };
}

function keyOf({ userId, noticeId, address }: DueDelivery["delivery"]): string {
  return `${userId}\0${noticeId}\0${address}`;
}

function leaseName({ name }: Channel, index: number): string {
  return `notices/${name}/${index}`;
}

function asFailure(cause: unknown): DaystreakError {
  if (cause instanceof DaystreakError) return cause;
  return new DaystreakError("internal", "sending notices failed; it goes on with the next round", { cause });
}
