/** Options of {@link showNotices}. */
export interface ShowNoticesOptions {
  /** The picture beside a notice. @default none */
  readonly icon?: string;
  /** The small picture in one colour for the status bar. @default none */
  readonly badge?: string;
  /** Shown where a message cannot be read: a browser wants to see one for each. @default the host of the page */
  readonly title?: string;
}

/** What a worker of the web's service workers is to this file: the DOM's types and theirs exclude each other. */
interface WorkerScope {
  readonly location: { readonly host: string; readonly href: string };
  readonly registration: {
    showNotification(title: string, options: NotificationOptions): Promise<void>;
  };
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly WindowOfScope[]>;
    openWindow(url: string): Promise<WindowOfScope | null>;
  };
  addEventListener(type: "push", listener: (event: PushEventOfScope) => void): void;
  addEventListener(type: "notificationclick", listener: (event: ClickEventOfScope) => void): void;
}

interface WindowOfScope {
  readonly url: string;
  focus(): Promise<WindowOfScope>;
  postMessage(message: unknown): void;
}

interface PushEventOfScope {
  readonly data: { json(): unknown } | null;
  waitUntil(work: Promise<unknown>): void;
}

interface ClickEventOfScope {
  readonly notification: { readonly data: unknown; close(): void };
  waitUntil(work: Promise<unknown>): void;
}

/** A message of the server; it may be that of another version. */
interface Message {
  readonly id?: unknown;
  readonly notice?: unknown;
  readonly title?: unknown;
  readonly body?: unknown;
  readonly url?: unknown;
  readonly lang?: unknown;
  readonly dir?: unknown;
}

/**
 * Shows Daystreak's notices in a service worker, and opens the page that one leads to when it is tapped. What arrives
 * twice is shown once. Call it while the worker starts.
 *
 * @example
 * // service-worker.js
 * import { showNotices } from "@daystreak/client/notices-worker";
 *
 * showNotices({ icon: "/icon.png" });
 */
export function showNotices(options: ShowNoticesOptions = {}): void {
  const scope = globalThis as unknown as WorkerScope;

  scope.addEventListener("push", (event) => {
    const { id, notice, title, body, url, lang, dir } = read(event.data);
    const shown: NotificationOptions = {
      body: textOf(body),
      lang: textOf(lang),
      dir: dir === "rtl" || dir === "ltr" ? dir : "auto",
      data: { notice, url },
      // A repeat takes the place of what is shown already.
      ...(typeof id === "string" && { tag: id }),
      ...(options.icon !== undefined && { icon: options.icon }),
      ...(options.badge !== undefined && { badge: options.badge }),
    };
    const heading = textOf(title) || (options.title ?? scope.location.host);
    event.waitUntil(scope.registration.showNotification(heading, shown));
  });

  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { notice, url } = Object(event.notification.data) as { notice?: unknown; url?: unknown };
    const target = pageOf(url, scope.location.href);
    event.waitUntil(
      open(scope, target).then((page) => page?.postMessage({ daystreak: "opened", notice, url: target })),
    );
  });
}

/** An open page of the app, brought to the front; a new one where there is none. */
async function open({ clients, location }: WorkerScope, url: string): Promise<WindowOfScope | null> {
  const origin = new URL(location.href).origin;
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const known = new URL(url).origin === origin ? pages.find((page) => new URL(page.url).origin === origin) : undefined;
  return known === undefined ? clients.openWindow(url) : known.focus();
}

/** Where a notice leads: a page of the web, else the app's first one. */
function pageOf(url: unknown, here: string): string {
  const parsed = typeof url === "string" ? new URL(url, here) : new URL("/", here);
  return /^https?:$/.test(parsed.protocol) ? parsed.href : new URL("/", here).href;
}

function read(data: PushEventOfScope["data"]): Message {
  try {
    return Object(data?.json()) as Message;
  } catch {
    return {};
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
