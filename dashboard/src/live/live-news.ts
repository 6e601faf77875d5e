import { useSyncExternalStore } from "react";
import { mutate } from "swr";
import { SESSION } from "../session/use-session.ts";
import type { News } from "../wire.ts";

/** What is concluded about somebody. */
export type SomebodysFact = News["facts"][number];

/** What the stream has told. */
export interface LiveNews {
  /** `undefined` until the stream has spoken. */
  readonly activeNow: number | undefined;
  readonly at: string | undefined;
  /** The newest first, at most {@link KEPT}. */
  readonly facts: readonly SomebodysFact[];
  /** Users active at each message, oldest first. */
  readonly course: readonly { readonly at: string; readonly activeNow: number }[];
  readonly isOpen: boolean;
}

/** Facts that are kept to be shown. */
const KEPT = 200;
const COURSE = 600;
/** Numbers are asked for again at most so often while learners act. */
const OVERVIEW_MS = 2_000;
const CHARTS_MS = 15_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

let news: LiveNews = { activeNow: undefined, at: undefined, facts: [], course: [], isOpen: false };
const listeners = new Set<() => void>();
let source: EventSource | undefined;
let again: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

/** Follows everybody while something on the page shows it. One stream serves the whole page. */
export function useLiveNews(): LiveNews {
  return useSyncExternalStore(listen, () => news);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener("visibilitychange", openWhileShown);
    openWhileShown();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", openWhileShown);
    close();
  };
}

/** Nobody reads a page that is hidden: the stream is opened again when it is looked at. */
function openWhileShown(): void {
  if (document.hidden) close();
  else if (source === undefined) open();
}

function open(): void {
  clearTimeout(again);
  source = new EventSource("/api/admin/live/");
  source.addEventListener("facts", ({ data }) => {
    failures = 0;
    take(JSON.parse(data) as News);
  });
  // Told before the server ends the stream: who is no longer let in is shown the way in.
  source.addEventListener("end", ({ data }) => {
    if ((JSON.parse(data) as { code?: string }).code === "token_invalid") void mutate(SESSION);
  });
  source.onerror = () => {
    set({ ...news, isOpen: false });
    if (source?.readyState !== EventSource.CLOSED) return; // it connects again by itself
    close();
    if (failures++ === 0) void mutate(SESSION);
    again = setTimeout(openWhileShown, Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS));
  };
}

function close(): void {
  clearTimeout(again);
  source?.close();
  source = undefined;
  set({ ...news, isOpen: false });
}

function take({ facts, active_now: activeNow, at }: News): void {
  const known = new Set(news.facts.map(keyOf));
  const fresh = facts.filter((fact) => !known.has(keyOf(fact))).reverse();
  const hasMoved = fresh.length > 0 || activeNow !== news.activeNow;
  const isFirst = news.at === undefined;
  set({
    activeNow,
    at,
    isOpen: true,
    facts: fresh.length === 0 ? news.facts : [...fresh, ...news.facts].slice(0, KEPT),
    course: [...news.course, { at, activeNow }].slice(-COURSE),
  });
  if (hasMoved && !isFirst) {
    refreshOverview();
    refreshCharts();
  }
}

/** Facts are told apart by their user, too: an id is good for one user. */
export function keyOf({ user_id: userId, id }: SomebodysFact): string {
  return `${userId} ${id}`;
}

function set(next: LiveNews): void {
  news = next;
  for (const listener of listeners) listener();
}

const refreshOverview = atMostEvery(OVERVIEW_MS, "/api/admin/overview/");
const refreshCharts = atMostEvery(CHARTS_MS, "/api/admin/metrics/");

/** Asks again for what is shown of a part of the API, at most so often, and once more after the last time. */
function atMostEvery(ms: number, prefix: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const refresh = (): void => {
    timer = undefined;
    last = Date.now();
    void mutate((key) => typeof key === "string" && key.startsWith(prefix));
  };
  return () => {
    if (timer === undefined) timer = setTimeout(refresh, Math.max(0, last + ms - Date.now()));
  };
}
