import { DaystreakError } from "../../core/errors.ts";
import type { Channel, Delivery, DeliveryOutcome } from "../channel.ts";
import { type Answer, createPoster, type NoAnswer, type PosterOptions } from "../outbound/post.ts";

/** Options of {@link createExpoChannel}. */
export interface ExpoOptions extends Omit<PosterOptions, "connections"> {
  /** Expo's push service, or one that speaks like it. @default https://exp.host/--/api/v2/push/ */
  readonly url?: string;
  /** The access token, where the account asks for one. */
  readonly accessToken?: string;
  /** Deliveries under way at once; those that wait at the same time go out in one call. @default 200 */
  readonly concurrency?: number;
}

/** Somebody who waits for what a call says about them; `null`: nothing yet. */
interface Waiting<Item> {
  readonly item: Item;
  readonly signal: AbortSignal;
  readonly done: (outcome: DeliveryOutcome | null) => void;
}

const STOPPED: DeliveryOutcome = { result: "retry", reason: "stopped" };
const EXPO_URL = "https://exp.host/--/api/v2/push/";
const TOKEN = /^(Exponent|Expo)PushToken\[[\w-]{1,200}\]$/;
/** What Expo takes in one call. */
const MAX_MESSAGES = 100;
const MAX_ANSWER = 1024 * 1024;
const MAX_RECEIPT = 200;
/** Errors that another attempt does not help, by what Expo calls them. */
const FOR_GOOD = new Set(["MessageTooBig", "MismatchSenderId", "InvalidCredentials"]);

/**
 * The channel to devices of React Native apps through Expo's push service. A notice that Expo has taken has a receipt;
 * what became of it at Apple's or Google's is asked later. A device that is not registered any more is forgotten.
 * @throws DaystreakError `config_invalid`
 */
export function createExpoChannel(options: ExpoOptions): Channel {
  const { reach, accessToken, concurrency = 200 } = options;
  const url = URL.parse(options.url ?? EXPO_URL);
  if (url === null || !(url.protocol === "https:" || (url.protocol === "http:" && reach.hasPrivate))) {
    throw new DaystreakError("config_invalid", "the Expo channel needs a URL such as https://exp.host/--/api/v2/push/");
  }
  if (accessToken !== undefined && !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new DaystreakError("config_invalid", "the access token of Expo must be one word");
  }
  const poster = createPoster({ ...options, connections: 6 });
  const base = url.href.replace(/\/?$/, "/");
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
  };
  const call = (path: string, body: unknown, signal: AbortSignal): Promise<Answer | NoAnswer> =>
    poster.post({ url: new URL(path, base), headers, body: JSON.stringify(body), read: MAX_ANSWER, signal });

  const send = gathered<object>(async (messages, signal) => {
    const answer = await call("send", messages, signal);
    const tickets = dataOf(answer);
    if (Array.isArray(tickets) && tickets.length === messages.length) return tickets.map(outcomeOf);
    return messages.map(() => failureOf(answer));
  });
  const receipts = gathered<string>(async (ids, signal) => {
    const found = dataOf(await call("getReceipts", { ids }, signal));
    const known = new Map(Object.entries(typeof found === "object" && found !== null ? found : {}));
    return ids.map((id) => (known.has(id) ? outcomeOf(known.get(id)) : null));
  });
  const check = (to: string): string | null =>
    TOKEN.test(to) ? null : "this is no token such as ExponentPushToken[…]";

  return {
    name: "expo",
    concurrency,
    check,
    device: (to) => to,
    async send(delivery, signal) {
      const reason = check(delivery.to);
      if (reason !== null) return { result: "refused", reason };
      return (await send(messageOf(delivery), signal)) ?? STOPPED;
    },
    confirm: (receipt, signal) => receipts(receipt, signal),
    async close() {
      poster.close();
    },
  };
}

/**
 * Makes one call for what is asked at the same time; each gets its own part of the answer. Who is told to stop waits no
 * longer; the call goes on for the others.
 */
function gathered<Item>(
  ask: (items: Item[], signal: AbortSignal) => Promise<readonly (DeliveryOutcome | null)[]>,
): (item: Item, signal: AbortSignal) => Promise<DeliveryOutcome | null> {
  let waiting: Waiting<Item>[] = [];

  async function one(part: readonly Waiting<Item>[]): Promise<void> {
    const stop = new AbortController();
    let left = part.length;
    const leave = (): void => {
      if (--left === 0) stop.abort();
    };
    for (const { signal } of part) signal.addEventListener("abort", leave, { once: true });
    const outcomes = await ask(
      part.map(({ item }) => item),
      stop.signal,
    );
    part.forEach(({ signal, done }, n) => {
      signal.removeEventListener("abort", leave);
      done(outcomes[n] ?? null);
    });
  }

  function flush(): void {
    const batch = waiting.filter(({ signal }) => !signal.aborted);
    waiting = [];
    for (let from = 0; from < batch.length; from += MAX_MESSAGES) void one(batch.slice(from, from + MAX_MESSAGES));
  }

  return (item, signal) =>
    new Promise((resolve) => {
      const stopped = (): void => resolve(null);
      if (signal.aborted) return stopped();
      signal.addEventListener("abort", stopped, { once: true });
      const done = (outcome: DeliveryOutcome | null): void => {
        signal.removeEventListener("abort", stopped);
        resolve(outcome);
      };
      if (waiting.push({ item, signal, done }) === 1) setImmediate(flush);
    });
}

function messageOf({ id, noticeId, kind, at, expiresAt, text, to }: Delivery): object {
  return {
    to,
    title: text.title,
    body: text.body,
    data: { id, notice_id: noticeId, kind, url: text.url },
    // A repeat takes the place of what the device shows already.
    tag: id,
    collapseId: id,
    ...(expiresAt !== null && { expiration: Math.floor(Math.max(expiresAt, at) / 1000) }),
  };
}

function dataOf(answer: Answer | NoAnswer): unknown {
  if ("reason" in answer || answer.status !== 200) return undefined;
  try {
    return (JSON.parse(answer.body) as { data?: unknown } | null)?.data;
  } catch {
    return undefined;
  }
}

/** What a ticket or a receipt says about one message. */
function outcomeOf(said: unknown): DeliveryOutcome {
  const { status, id, details } = Object(said) as { status?: unknown; id?: unknown; details?: { error?: unknown } };
  if (status === "ok") {
    return { result: "delivered", ...(typeof id === "string" && id.length <= MAX_RECEIPT && { receipt: id }) };
  }
  const error = details?.error;
  const name = typeof error === "string" && /^\w{1,60}$/.test(error) ? error : "an error";
  const reason = `Expo says ${name}`;
  if (name === "DeviceNotRegistered") return { result: "gone", reason };
  return { result: FOR_GOOD.has(name) ? "refused" : "retry", reason };
}

/** What an answer says that is about none of the messages. */
function failureOf(answer: Answer | NoAnswer): DeliveryOutcome {
  if ("reason" in answer) return { result: "retry", reason: answer.reason };
  const { status, afterMs } = answer;
  const reason = status === 200 ? "Expo answered with what nobody understands" : `Expo answered ${status}`;
  return { result: "retry", reason, ...(afterMs !== undefined && { afterMs }) };
}
