import type { Client } from "../client.ts";
import type { Change, StreakSource } from "../source.ts";
import type { StreakAnswer } from "../wire.ts";
import { type Child, h, patch } from "./dom.ts";
import { onLocales, type Words, wordsFor } from "./locale.ts";
import { PROVIDED, pageClient } from "./page-client.ts";
import { type Numbers, numbersOf } from "./streak-state.ts";
import { SHARED } from "./style.ts";

/** Where there is no document (rendering on a server) the classes can still be loaded. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

const GIVEN_EARLY = ["client", "streak", "days", "goal", "explanations"];
const sheets = new Map<string, CSSStyleSheet>();

function sheetOf(css: string): CSSStyleSheet {
  let sheet = sheets.get(css);
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  return sheet;
}

/** What all widgets do: find their client, follow it, render when something changed, and leave nothing behind. */
export abstract class DaystreakElement extends Base {
  static readonly css: string = "";
  /** Attributes that change what is shown. */
  static readonly observedAttributes: readonly string[] = ["lang", "kind"];

  /** The newest count of activities that wait to be sent. */
  protected pending = 0;
  protected online = true;
  /** Whether the last attempt to load failed. */
  protected failed = false;

  #root: ShadowRoot | undefined;
  #client: StreakSource | null | undefined;
  #given: StreakAnswer | null | undefined;
  #source: StreakSource | null = null;
  #unsubscribe: (() => void) | undefined;
  /** The version shown when the element was taken out: moved within a page, it need not load again. */
  #leftAt: number | undefined;
  #leave: (() => void)[] = [];
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #loading = 0;

  /** Where the streak comes from. Without one the page's client is used (`provideClient`). */
  get client(): StreakSource | null {
    return this.#client ?? pageClient();
  }
  set client(client: StreakSource | null | undefined) {
    this.#client = client;
    if (this.isConnected) this.#follow();
  }

  /** The streak that is shown: the one given, else the client's newest. */
  get streak(): StreakAnswer | null {
    return this.#given ?? this.client?.streak ?? null;
  }
  set streak(streak: StreakAnswer | null | undefined) {
    this.#given = streak;
    if (streak) this.changed({ type: "streak", streak, facts: [] });
    this.invalidate();
  }

  connectedCallback(): void {
    const early = this as Record<string, unknown>;
    for (const name of GIVEN_EARLY) {
      if (!Object.hasOwn(this, name)) continue;
      const value = early[name];
      delete early[name];
      early[name] = value;
    }
    if (this.#root === undefined) {
      this.#root = this.attachShadow({ mode: "open" });
      this.#root.adoptedStyleSheets = [sheetOf(SHARED), sheetOf((this.constructor as typeof DaystreakElement).css)];
    }
    const again = (): void => this.invalidate();
    const follow = (): void => this.#follow();
    const languages = new MutationObserver(again);
    languages.observe(document.documentElement, { attributeFilter: ["lang"] });
    document.addEventListener(PROVIDED, follow);
    this.#leave = [
      onLocales(again),
      () => languages.disconnect(),
      () => document.removeEventListener(PROVIDED, follow),
    ];
    this.#follow();
    this.#show();
  }

  disconnectedCallback(): void {
    for (const leave of this.#leave.splice(0)) leave();
    this.#unfollow();
    clearTimeout(this.#timer);
  }

  attributeChangedCallback(): void {
    this.invalidate();
  }

  /** What is to be seen now. */
  protected abstract view(words: Words): Child[];

  /** Called after every rendering. */
  protected shown(): void {}

  /** Another client, or news that were missed: what was loaded before no longer holds. */
  protected sourceChanged(): void {}

  /** Called with each change of the client. */
  protected changed(_change: Change): void {}

  /** Renders once, soon, however often it is asked for. */
  protected invalidate(): void {
    if (this.#isDue || this.#root === undefined) return;
    this.#isDue = true;
    queueMicrotask(() => {
      if (this.#isDue) this.flush();
    });
  }

  /** Renders at once, for code that needs an element to be there. */
  protected flush(): void {
    if (this.isConnected) this.#show();
  }

  /** Renders again after a while; a later wish replaces an earlier one. */
  protected again(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.invalidate(), ms);
  }

  /** Loads something from the client; only the newest attempt is kept, and none of another client. */
  protected async load<T>(work: (client: StreakSource) => Promise<T>, keep: (value: T) => void): Promise<void> {
    const client = this.client;
    if (client === null) return;
    const turn = ++this.#loading;
    try {
      const value = await work(client);
      if (turn !== this.#loading) return;
      this.failed = false;
      keep(value);
    } catch {
      if (turn !== this.#loading) return;
      this.failed = true;
    }
    this.invalidate();
  }

  /** The server's clock. */
  protected now(): number {
    return this.client?.now() ?? Date.now();
  }

  protected find<E extends Element>(selector: string): E | null {
    return this.#root?.querySelector<E>(selector) ?? null;
  }

  /** The streak that the attribute `kind` asks for; the primary one without it. */
  protected numbers(streak: StreakAnswer): Numbers {
    return numbersOf(streak, this.getAttribute("kind"));
  }

  /** Tells the page; false where a listener called `preventDefault`. */
  protected tell(type: string, detail: unknown): boolean {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** Loads what is shown again: asked for by the learner, or because the network is back. */
  protected reload(): void {}

  /** Says that nothing can be shown, with a button that tries again. */
  protected failure(words: Words): Child {
    return h(
      "p",
      { class: "failure", part: "failure" },
      h("span", {}, words.text(this.online ? "failed" : "offline")),
      h("button", { type: "button", class: "quiet", part: "retry", onclick: () => this.reload() }, words.text("retry")),
    );
  }

  #follow(): void {
    const source = this.client;
    const isNews = source !== this.#source || source?.streak?.version !== this.#leftAt;
    if (source !== this.#source || this.#unsubscribe === undefined) {
      this.#unfollow();
      this.#source = source;
      this.#unsubscribe = source?.subscribe((change) => this.#hear(change));
      // The whole client knows how things stand; a source of the app's own may not.
      const { status, pending } = (source ?? {}) as Partial<Pick<Client, "status" | "pending">>;
      this.online = status?.online ?? true;
      this.pending = pending ?? 0;
      if (isNews) {
        // What is on its way may be another learner's.
        this.#loading++;
        this.failed = false;
        this.sourceChanged();
      }
    }
    this.invalidate();
  }

  #unfollow(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#leftAt = this.#source?.streak?.version;
  }

  #hear(change: Change): void {
    if (change.type === "pending") this.pending = change.count;
    if (change.type === "status") {
      this.online = change.online;
      if (change.online && this.failed) this.reload();
    }
    if (change.type === "error") this.failed ||= this.streak === null;
    if (change.type === "streak") this.failed = false;
    this.changed(change);
    this.invalidate();
  }

  #show(): void {
    const root = this.#root;
    if (root === undefined) return;
    const words = wordsFor(languageOf(this));
    clearTimeout(this.#timer);
    this.#isDue = false;
    patch(root, this.view(words));
    this.shown();
  }
}

/** The language of the nearest element that names one, also outside a shadow root. */
function languageOf(element: Element): string {
  for (let at: Element | undefined = element; at !== undefined; ) {
    const lang = at.closest("[lang]")?.getAttribute("lang");
    if (lang) return lang;
    at = (at.getRootNode() as Partial<ShadowRoot>).host;
  }
  return navigator.language;
}
