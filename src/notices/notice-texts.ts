import { DaystreakError } from "../core/errors.ts";
import { NOTICE_KINDS, type NoticeKind } from "../core/notices/notice.ts";
import { ar } from "./texts/ar.ts";
import { checkTexts } from "./texts/check-texts.ts";
import { en } from "./texts/en.ts";
import { es } from "./texts/es.ts";
import { ja } from "./texts/ja.ts";
import {
  type GivenLanguage,
  type GivenTexts,
  type MailWords,
  type NoticeLanguage,
  TEXT_VARIABLES,
  type Wording,
} from "./texts/language.ts";
import { compileTemplate, type Grammar, type Template, type TextVariables } from "./texts/template.ts";

/** Options of {@link createNoticeTexts}. */
export interface NoticeTextsOptions {
  /** How the platform is called in texts. */
  readonly app: string;
  /** Where notices lead. @default nowhere */
  readonly url?: string;
  /** @default ours: English, Spanish, Arabic and Japanese */
  readonly texts?: GivenTexts;
}

/** A notice in words. */
export interface RenderedNotice {
  readonly title: string;
  readonly body: string;
  readonly url: string | null;
  /** The language of the words. */
  readonly locale: string;
}

/** Turns notices into words. */
export interface NoticeTexts {
  /** The languages there are, by their BCP 47 tags. */
  readonly locales: readonly string[];
  /** What a notice says; a variant that the language does not have is said as `a`. */
  render(kind: NoticeKind, variant: string, locale: string, variables: TextVariables): RenderedNotice;
  /** The wordings of a kind in the language that a reader of this one gets. */
  variants(kind: NoticeKind, locale: string): readonly string[];
  /** The words around a notice in an e-mail. */
  mail(locale: string): MailWords;
}

/** A language whose templates have been read: what it has of its own. */
interface Language {
  readonly locale: string;
  readonly notices: ReadonlyMap<string, ReadonlyMap<string, Readonly<Record<keyof Wording, Template>>>>;
  readonly mail: Partial<MailWords>;
}

const OURS: Readonly<Record<string, NoticeLanguage>> = { en, es, ar, ja };
const LAST_RESORT = "en";
const VARIABLES: ReadonlySet<string> = new Set(TEXT_VARIABLES);
const MAIL_VARIABLES: ReadonlySet<string> = new Set(["app"]);

/**
 * Makes the texts. What a language lacks is said in the same language without its region, else in English. A language is
 * read once, when it is first needed; the application's at once, so that a mistake is told at the start.
 * @throws DaystreakError `config_invalid`, which names the text
 */
export function createNoticeTexts({ app, url, texts = {} }: NoticeTextsOptions): NoticeTexts {
  checkTexts(texts);
  const locales = new Set([...Object.keys(OURS), ...Object.keys(texts)]);
  const languages = new Map<string, Language>();
  const languageOf = (locale: string): Language | undefined => {
    if (locales.has(locale) && !languages.has(locale)) languages.set(locale, readLanguage(locale, texts, app));
    return languages.get(locale);
  };
  for (const locale of Object.keys(texts)) languageOf(locale);

  /** The languages for a reader, best first; English is always the last. */
  function* languagesFor(locale: string): Generator<Language> {
    for (const tag of tagsOf(locale)) {
      const language = languageOf(tag);
      if (language !== undefined) yield language;
    }
  }

  return {
    locales: [...locales],
    render(kind, variant, locale, given) {
      for (const language of languagesFor(locale)) {
        const wordings = language.notices.get(kind);
        const wording = wordings?.get(variant) ?? wordings?.get("a");
        if (wording === undefined) continue;
        const variables = { ...given, app, next: Number(given.streak ?? 0) + 1 };
        const [title, body] = [wording.title(variables).trim(), wording.body(variables).trim()];
        return { title, body, url: url ?? null, locale: language.locale };
      }
      throw new DaystreakError("internal", `there is no text for ${kind}`);
    },
    variants(kind, locale) {
      const speaking = [...languagesFor(locale)].find(({ notices }) => notices.has(kind));
      return [...(speaking?.notices.get(kind)?.keys() ?? [])];
    },
    mail: (locale) => Object.assign({}, ...[...languagesFor(locale)].reverse().map(({ mail }) => mail)),
  };
}

/** A tag, then ever shorter ones, then English. */
function tagsOf(locale: string): string[] {
  const parts = locale.split("-");
  return [...parts.map((_, n) => parts.slice(0, parts.length - n).join("-")), LAST_RESORT];
}

/** What ours and the application's say in one language; plural forms come from the language without its region, too. */
function readLanguage(locale: string, texts: GivenTexts, app: string): Language {
  const sources = [texts[locale] ?? {}, OURS[locale] ?? {}] satisfies GivenLanguage[];
  const family = tagsOf(locale).slice(0, -1).reverse();
  const plurals = Object.assign({}, ...family.flatMap((tag) => [OURS[tag]?.plurals, texts[tag]?.plurals]));
  const grammar: Grammar = { locale, plurals };
  const notices = new Map<string, Map<string, Record<keyof Wording, Template>>>();
  for (const kind of NOTICE_KINDS) {
    const wordings = sources.find(({ notices }) => notices?.[kind] !== undefined)?.notices?.[kind];
    if (wordings === undefined) continue;
    const read = Object.entries(wordings).map(([variant, { title, body }]) => {
      const template = (text: string): Template => compileTemplate(text, grammar, VARIABLES);
      return [variant, { title: template(title), body: template(body) }] as const;
    });
    notices.set(kind, new Map(read));
  }
  const words: Partial<MailWords> = Object.assign({}, ...sources.map(({ mail }) => mail).reverse());
  const mail = Object.entries(words).map(([name, text]) => [
    name,
    compileTemplate(text, grammar, MAIL_VARIABLES)({ app }),
  ]);
  return { locale, notices, mail: Object.fromEntries(mail) };
}
