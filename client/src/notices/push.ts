import { createBrowserPlatform } from "../browser.ts";
import { DaystreakClientError } from "../error.ts";
import { createSession, type SessionOptions } from "../session.ts";

/**
 * Whether this browser shows notices: `on` for this learner · `off` · `denied`, which only the browser's own settings can
 * change · `unsupported`, also where the page has no HTTPS or the server no web push.
 */
export type PushState = "on" | "off" | "denied" | "unsupported";

/** Options of {@link createPush}. */
export interface PushOptions extends SessionOptions {
  /** The service worker that shows them, with `showNotices` in it. @default the page's own, once it is ready */
  readonly worker?: () => Promise<ServiceWorkerRegistration>;
  /** Told when the learner has taken up a notice, with the page it leads to. @default nobody */
  readonly onOpened?: (url: string | null) => void;
  /** Told of what goes wrong where nobody waits for it. @default nobody */
  readonly onError?: (error: unknown) => void;
}

/** Notices of one learner in one browser. What another learner left on in it ends as soon as this is made. */
export interface Push {
  state(): Promise<PushState>;
  /**
   * Asks for leave and subscribes. Call it from a click: browsers do not ask otherwise.
   * @throws DaystreakClientError where the server cannot be reached or refuses
   */
  turnOn(): Promise<PushState>;
  /** Ends the subscription. Call it before the learner signs out: nobody else at this device shall see their notices. */
  turnOff(): Promise<void>;
  /** Stops listening. */
  close(): void;
}

/** What this browser remembers of its subscription: whose it is, and its name on the server. */
interface Kept {
  readonly user: string;
  readonly endpoint: string;
  readonly id: string;
}

const KEPT = "daystreak:push";

/**
 * Makes the switch for notices of a learner in this browser. The page's service worker must show them; see
 * `@daystreak/client/notices-worker`.
 *
 * @example
 * const push = createPush({ baseUrl: "", token: () => session.accessToken });
 * button.onclick = async () => (label.textContent = await push.turnOn());
 */
export function createPush(options: PushOptions): Push {
  const platform = createBrowserPlatform();
  const session = createSession(options, platform, () => !platform.isShown());
  const over = new AbortController();
  const worker = options.worker ?? (() => navigator.serviceWorker.ready);
  const isSupported = (): boolean =>
    !platform.isServer && "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

  const failed = (error: unknown): void => options.onError?.(error);

  /** The subscription of this browser, and whether it is this learner's. */
  async function current(): Promise<{ subscription: PushSubscription | null; kept: Kept | null }> {
    // Where no worker is registered, waiting for one could take for ever.
    const registration = await (options.worker ?? (() => navigator.serviceWorker.getRegistration()))();
    const subscription = (await registration?.pushManager.getSubscription()) ?? null;
    const kept = recall();
    const isOurs =
      subscription !== null && kept?.endpoint === subscription.endpoint && kept.user === (await session.user());
    return { subscription, kept: isOurs ? kept : null };
  }

  /** Ends the subscription of this browser, whosever it is; gives what is kept of it where it is this learner's. */
  async function end(): Promise<Kept | null> {
    const { subscription, kept } = await current();
    await subscription?.unsubscribe();
    localStorage.removeItem(KEPT);
    return kept;
  }

  /** The learner before may not have signed out here, but have been signed out. */
  async function endOthers(): Promise<void> {
    const kept = recall();
    if (kept !== null && kept.user !== (await session.user())) await end();
  }

  async function keyOf(): Promise<string | null> {
    try {
      return (await session.json<{ readonly key: string }>("/api/notices/push-key/")).key;
    } catch (error) {
      if (error instanceof DaystreakClientError && error.status === 404) return null;
      throw error;
    }
  }

  async function subscribe(key: string): Promise<void> {
    const user = await session.user();
    const { pushManager } = await worker();
    // One that belongs to somebody else, or to another key of the server, is of no use to this learner.
    await (await pushManager.getSubscription())?.unsubscribe();
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const body = { channel: "webpush", address: JSON.stringify(subscription) };
    const { id } = await session.json<{ readonly id: string }>("/api/notices/subscriptions/", { body });
    localStorage.setItem(KEPT, JSON.stringify({ user, endpoint: subscription.endpoint, id } satisfies Kept));
  }

  /** The worker tells which notice was tapped; only the page knows who the learner is. */
  const opened = ({ data }: MessageEvent): void => {
    const { daystreak, notice, url } = Object(data) as { daystreak?: unknown; notice?: unknown; url?: unknown };
    if (daystreak !== "opened") return;
    options.onOpened?.(typeof url === "string" ? url : null);
    if (typeof notice !== "string") return;
    const body = { ids: [notice], mark: "opened" };
    session.json("/api/notices/marks/", { body, keepalive: true }).catch(failed);
  };
  let alone: Promise<void> | undefined;
  if (isSupported()) {
    navigator.serviceWorker.addEventListener("message", opened, { signal: over.signal });
    navigator.serviceWorker.startMessages();
    // Whoever is signed out leaves it as it is: it may be their own browser.
    alone = endOthers().catch(failed);
  }

  return {
    async state() {
      if (!isSupported()) return "unsupported";
      if (Notification.permission === "denied") return "denied";
      return (await current()).kept === null ? "off" : "on";
    },
    async turnOn() {
      if (!isSupported()) return "unsupported";
      // First of all: whoever waits for a server loses the click that browsers want to see.
      const permission = await Notification.requestPermission();
      if (permission !== "granted") return permission === "denied" ? "denied" : "off";
      await alone;
      if ((await current()).kept !== null) return "on";
      const key = await keyOf();
      if (key === null) return "unsupported";
      await subscribe(key);
      return "on";
    },
    async turnOff() {
      if (!isSupported()) return;
      const kept = await end();
      if (kept === null) return;
      const path = `/api/notices/subscriptions/?channel=webpush&id=${encodeURIComponent(kept.id)}`;
      await session.json(path, { method: "DELETE" });
    },
    close: () => over.abort(),
  };
}

function recall(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null") as Partial<Kept> | null;
    return typeof kept?.user === "string" && typeof kept.endpoint === "string" ? (kept as Kept) : null;
  } catch {
    return null;
  }
}
