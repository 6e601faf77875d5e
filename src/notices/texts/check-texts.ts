import { DaystreakError } from "../../core/errors.ts";
import { NOTICE_KINDS } from "../../core/notices/notice.ts";
import { en } from "./en.ts";

type Tree = Readonly<Record<string, unknown>>;

const KINDS: ReadonlySet<string> = new Set(NOTICE_KINDS);
const CATEGORIES: ReadonlySet<string> = new Set(["zero", "one", "two", "few", "many", "other"]);
const MAIL_WORDS: ReadonlySet<string> = new Set(Object.keys(en.mail));
const VARIANT = /^[\w-]{1,32}$/;

/**
 * Checks the shape of an application's texts: they may come from a file that somebody wrote.
 * @throws DaystreakError `config_invalid`, which names the place
 */
export function checkTexts(texts: unknown): void {
  for (const [locale, language] of entries(texts, "texts")) {
    if (!isTag(locale)) throw invalid(locale, "is no language such as fr or pt-BR");
    for (const [part, content] of entries(language, locale)) {
      const path = `${locale}.${part}`;
      if (part === "plurals") checkPlurals(content, path);
      else if (part === "notices") checkNotices(content, path);
      else if (part === "mail") checkWords(content, path, MAIL_WORDS, []);
      else throw invalid(path, "is unknown: there are plurals, notices and mail");
    }
  }
}

function checkPlurals(content: unknown, path: string): void {
  for (const [name, forms] of entries(content, path)) checkWords(forms, `${path}.${name}`, CATEGORIES, ["other"]);
}

function checkNotices(content: unknown, path: string): void {
  for (const [kind, variants] of entries(content, path)) {
    if (!KINDS.has(kind)) throw invalid(`${path}.${kind}`, `is unknown: there are ${[...KINDS].join(", ")}`);
    const wordings = entries(variants, `${path}.${kind}`);
    if (!wordings.some(([name]) => name === "a")) throw invalid(`${path}.${kind}`, "needs a variant a");
    for (const [variant, wording] of wordings) {
      const at = `${path}.${kind}.${variant}`;
      if (!VARIANT.test(variant)) throw invalid(at, "must be called by at most 32 letters, digits, _ and -");
      checkWords(wording, at, new Set(["title", "body"]), ["title", "body"]);
    }
  }
}

function checkWords(content: unknown, path: string, known: ReadonlySet<string>, needed: readonly string[]): void {
  const words = entries(content, path);
  for (const [name, text] of words) {
    if (!known.has(name)) throw invalid(`${path}.${name}`, `is unknown: there are ${[...known].join(", ")}`);
    if (typeof text !== "string" || text.trim() === "") throw invalid(`${path}.${name}`, "must be a text");
  }
  for (const name of needed) {
    if (!words.some(([given]) => given === name)) throw invalid(`${path}.${name}`, "is missing");
  }
}

function entries(value: unknown, path: string): [string, unknown][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value as Tree);
  throw invalid(path, "must be an object");
}

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}

function invalid(path: string, text: string): DaystreakError {
  return new DaystreakError("config_invalid", `the notice texts cannot be used: ${path.slice(0, 200)} ${text}`);
}
