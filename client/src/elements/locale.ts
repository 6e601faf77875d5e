import { firstWeekday } from "./dates.ts";
import { ar } from "./texts/ar.ts";
import { en } from "./texts/en.ts";
import { es } from "./texts/es.ts";
import { ja } from "./texts/ja.ts";
import type { MessageKey, Messages, Plural } from "./texts/messages.ts";

/** Texts, numbers and dates in one locale. */
export interface Words {
  /** The locale in which everything is written: the page's own, or English where its texts are not there. */
  readonly locale: string;
  /** ISO weekday with which weeks begin. */
  readonly firstDay: number;
  text(key: MessageKey, values?: { readonly [name: string]: string | number }): string;
  number(value: number): string;
  /** `12 days`. */
  days(count: number): string;
  /** The weekday of a date, short enough for a narrow column. */
  weekday(date: string): string;
  /** A `YYYY-MM-DD` date. */
  date(date: string, options: Intl.DateTimeFormatOptions): string;
  /** From one instant to another as a clock in `zone` shows it, with the zone. */
  times(from: string, to: string, zone: string): string;
  /** A time span in its two largest units: `5 hr 12 min`; with seconds below ten minutes. */
  span(ms: number): string;
}

const languages = new Map<string, Messages>(Object.entries({ en, es, ar, ja }));
const made = new Map<string, Words>();
const listeners = new Set<() => void>();

/**
 * Adds a language, or replaces texts of one, for all widgets on the page.
 * @param tag a BCP 47 tag such as `fr` or `pt-BR`
 */
export function registerLocale(tag: string, messages: Messages): void {
  const key = tag.toLowerCase();
  languages.set(key, { ...languages.get(key), ...messages });
  made.clear();
  for (const listener of listeners) listener();
}

/** Tells `listener` when a language was added. Gives the function that ends it. */
export function onLocales(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The words for a language tag; English where its language is not registered. */
export function wordsFor(tag: string): Words {
  let words = made.get(tag);
  if (words === undefined) {
    words = createWords(tag);
    made.set(tag, words);
  }
  return words;
}

function createWords(tag: string): Words {
  const messages = find(tag);
  const locale = messages === undefined ? "en" : tag;
  const made = new Map<string, unknown>();
  // Formatters are made when they are first needed: the very first one of a page costs as much as all the rest.
  const once = <T>(key: string, make: () => T): T => {
    if (!made.has(key)) made.set(key, make());
    return made.get(key) as T;
  };
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    once(JSON.stringify(options), () => new Intl.DateTimeFormat(locale, options));
  const date = (text: string, options: Intl.DateTimeFormatOptions): string =>
    format({ timeZone: "UTC", ...options }).format(Date.parse(text));
  const number = (value: number, options?: Intl.NumberFormatOptions): string =>
    once(`${options?.unit}`, () => new Intl.NumberFormat(locale, options)).format(value);
  const unit = (value: number, name: string, unitDisplay: "long" | "short" = "short"): string =>
    number(value, { style: "unit", unit: name, unitDisplay });
  return {
    locale,
    get firstDay() {
      return once("week", () => firstWeekday(locale));
    },
    number: (value) => number(value),
    days: (count) => unit(count, "day", "long"),
    date,
    weekday(text) {
      // A Wednesday tells: "Wed", "mié" and "水" fit, "الأربعاء" does not.
      const isLong = once("long", () => date("2025-01-01", { weekday: "short" }).length > 4);
      return date(text, { weekday: isLong ? "narrow" : "short" });
    },
    times(from, to, zone) {
      try {
        const clock = format({ timeZone: zone, timeStyle: "short" });
        return `${clock.formatRange(Date.parse(from), Date.parse(to))} (${zone})`;
      } catch {
        // A zone that this browser has not heard of.
        return zone;
      }
    },
    text: (key, values = {}) => {
      const text = messages?.[key] ?? en[key];
      const form = typeof text === "string" ? text : formOf(text, Number(values.n));
      return form.replace(/\{(\w+)\}/g, (_, name) => {
        const value = values[name] ?? "";
        return typeof value === "number" ? number(value) : value;
      });

      function formOf(forms: Plural, count: number): string {
        const category = once("plural", () => new Intl.PluralRules(locale)).select(count);
        return forms[category] ?? forms.other;
      }
    },
    span: (ms) => {
      const seconds = Math.max(0, Math.floor(ms / 1000));
      const hours = Math.floor(seconds / 3600);
      const minutes = Math.floor(seconds / 60) % 60;
      const parts: string[] = [];
      if (hours > 0) parts.push(unit(hours, "hour"));
      if (minutes > 0) parts.push(unit(minutes, "minute"));
      if (seconds < 600) parts.push(unit(seconds % 60, "second"));
      return parts.join(" ");
    },
  };
}

/** The most specific registered language: `pt-BR`, then `pt`. */
function find(tag: string): Messages | undefined {
  try {
    const [canonical = ""] = Intl.getCanonicalLocales(tag);
    for (let rest = canonical.toLowerCase(); rest !== ""; rest = rest.slice(0, Math.max(0, rest.lastIndexOf("-")))) {
      const found = languages.get(rest);
      if (found !== undefined) return found;
    }
  } catch {
    // A page may say lang="english": shown in English, like every language without texts.
  }
  return undefined;
}
