import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NOTICE_KINDS } from "../../src/core/notices/notice.ts";
import { createNoticeTexts, type NoticeTextsOptions } from "../../src/notices/notice-texts.ts";
import { ar } from "../../src/notices/texts/ar.ts";
import { en } from "../../src/notices/texts/en.ts";
import { es } from "../../src/notices/texts/es.ts";
import { ja } from "../../src/notices/texts/ja.ts";
import type { TextVariables } from "../../src/notices/texts/template.ts";

const OURS = { en, es, ar, ja };
const NOBODY: TextVariables = {
  name: null,
  streak: 0,
  best: 0,
  length: 0,
  missed: 0,
  days: 0,
  active_days: 0,
  complete_days: 0,
  freezes: 0,
  restores: 0,
  restorable: 0,
  hours: 0,
};
const texts = createNoticeTexts({ app: "Small Steps", url: "https://steps.example/" });
const said = (...[kind, variant, locale, variables]: Parameters<typeof texts.render>): string => {
  const { title, body } = texts.render(kind, variant, locale, { ...NOBODY, ...variables });
  return `${title} | ${body}`;
};

describe("what notices say", () => {
  test("is what is so", () => {
    expect(said("daily_reminder", "a", "en", { streak: 12 })).toBe(
      "Day 13 is open | Nothing is recorded for today yet. Your streak stands at 12 days.",
    );
    expect(said("daily_reminder", "a", "en", {})).toBe("Today is open | Nothing is recorded for today yet.");
    expect(said("streak_at_risk", "a", "en", { streak: 1, hours: 1 })).toBe(
      "1 day, and today does not count yet | About 1 hour left of your day. If today does not count, the streak ends.",
    );
    expect(said("streak_broken", "a", "en", { length: 12, best: 40 })).toBe(
      "Your streak of 12 days has ended | The next day that counts is day 1 of a new one. Your longest, 40 days, stays on record.",
    );
  });

  test("tells of a freeze that would be used, and promises no end then", () => {
    for (const locale of Object.keys(OURS)) {
      const held = said("streak_at_risk", "a", locale, { streak: 12, hours: 3, freezes: 2 });
      expect(held).not.toBe(said("streak_at_risk", "a", locale, { streak: 12, hours: 3 }));
    }
    expect(said("streak_at_risk", "a", "en", { streak: 12, hours: 3, freezes: 2 })).not.toContain("ends");
  });

  test("says what can still be done after a break", () => {
    expect(said("streak_broken", "a", "en", { length: 12, restorable: 1, restores: 1 })).toContain(
      "You can still restore it: you have 1 restore.",
    );
  });

  test("counts in six forms in Arabic", () => {
    const forms = [1, 2, 3, 11, 100].map((streak) => said("freeze_consumed", "b", "ar", { streak }).split(" | ")[0]);
    expect(forms).toEqual([
      "ما زالت سلسلتك عند يوم واحد",
      "ما زالت سلسلتك عند يومين",
      "ما زالت سلسلتك عند 3 أيام",
      "ما زالت سلسلتك عند 11 يومًا",
      "ما زالت سلسلتك عند 100 يوم",
    ]);
  });

  test("lets verbs go with their number in Spanish", () => {
    const hours = [1, 3].map((left) => said("streak_at_risk", "a", "es", { streak: 5, hours: left }).split(" | ")[1]);
    expect(hours).toEqual([
      "Queda alrededor de 1 hora de tu día. Si hoy no cuenta, la racha termina.",
      "Quedan alrededor de 3 horas de tu día. Si hoy no cuenta, la racha termina.",
    ]);
    const freezes = [0, 1, 2].map((held) => said("freeze_consumed", "a", "es", { streak: 5, freezes: held }));
    expect(freezes.map((text) => text.split(". ").at(-1))).toEqual([
      "Era el último.",
      "Te queda 1 protector.",
      "Te quedan 2 protectores.",
    ]);
  });

  test("writes numbers as the language does", () => {
    expect(said("milestone", "a", "en", { days: 1_460 })).toContain("1,460 days");
    expect(said("milestone", "a", "es", { days: 12_345 })).toContain("12.345 días");
    expect(said("milestone", "a", "ja", { days: 365 })).toContain("365日連続達成");
  });

  test("has the same kinds and variants in every language, and every phrase in the forms that its plural needs", () => {
    for (const [locale, { notices, plurals, mail }] of Object.entries(OURS)) {
      expect(Object.keys(notices), locale).toEqual([...NOTICE_KINDS]);
      for (const kind of NOTICE_KINDS) expect(Object.keys(notices[kind]), locale).toEqual(["a", "b"]);
      const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
      const needed = pluralCategories.filter((category) => category !== "many" || locale !== "es");
      for (const [name, forms] of Object.entries(plurals)) {
        expect(Object.keys(forms).sort(), `${locale} ${name}`).toEqual([...needed].sort());
      }
      expect(Object.keys(mail)).toEqual(Object.keys(en.mail));
    }
  });

  test("leaves no hole, whatever is known", () => {
    const count = fc.integer({ min: 0, max: 2_000 });
    const variables = fc.record({
      ...Object.fromEntries(Object.keys(NOBODY).map((name) => [name, count])),
      name: fc.option(fc.constantFrom("Ada", "أحمد", "さくら")),
      restorable: fc.constantFrom(0, 1),
    });
    const locale = fc.constantFrom(...Object.keys(OURS));
    fc.assert(
      fc.property(fc.constantFrom(...NOTICE_KINDS), fc.constantFrom("a", "b"), locale, variables, (...given) => {
        const { title, body } = texts.render(...(given as Parameters<typeof texts.render>));
        expect(title.length).toBeGreaterThan(2);
        expect(title.length).toBeLessThanOrEqual(70);
        expect(`${title} ${body}`).not.toMatch(/[{}]|undefined|null|NaN| {2}/);
        expect(body.length).toBeGreaterThan(5);
      }),
      { numRuns: 500 },
    );
  });

  test("does not press anybody", () => {
    const pressing =
      /hurry|last chance|don['’]t lose|urgent|only .* left|now!|!!|rápido|última oportunidad|urgente|急い|最後のチャンス|أسرع|عاجل/i;
    for (const [locale, language] of Object.entries(OURS)) {
      expect(JSON.stringify(language), locale).not.toMatch(pressing);
    }
  });
});

describe("the language of a notice", () => {
  test("is the reader's, without the region where there is none of its own, else English", () => {
    const localeOf = (wanted: string): string => texts.render("milestone", "a", wanted, { days: 7 }).locale;
    expect(["es", "es-MX", "ar-EG-u-nu-arab", "zh-Hant", "", "../en"].map(localeOf)).toEqual([
      "es",
      "es",
      "ar",
      "en",
      "en",
      "en",
    ]);
  });

  test("may be one of the application's own, whole or in part", () => {
    const fr = createNoticeTexts({
      app: "Petits Pas",
      texts: {
        fr: {
          plurals: { days: { one: "{n} jour", other: "{n} jours" } },
          notices: { milestone: { a: { title: "{days:days} de suite", body: "Bravo{#name}, {name}{/name} !" } } },
        },
        "es-MX": { notices: { milestone: { a: { title: "¡Van {days:days}!", body: "Felicidades de {app}." } } } },
      },
    });
    expect(fr.render("milestone", "b", "fr-CA", { days: 0, name: "Zoé" })).toEqual({
      title: "0 jour de suite",
      body: "Bravo, Zoé !",
      url: null,
      locale: "fr",
    });
    expect(fr.render("milestone", "a", "es-MX", { days: 7 }).title).toBe("¡Van 7 días!");
    expect(fr.render("win_back", "a", "es-MX", { days: 7 })).toMatchObject({ locale: "es" });
    expect(fr.render("win_back", "a", "fr", { days: 7 })).toMatchObject({
      locale: "en",
      title: "Go on where you stopped",
    });
    expect(fr.mail("fr").open).toBe("Open Petits Pas");
    expect(fr.mail("es-MX").open).toBe("Abrir Petits Pas");
  });
});

describe("names in notices", () => {
  const greeted = (name: string, locale = "en"): string =>
    texts.render("win_back", "b", locale, { ...NOBODY, name }).title;

  test("lose what would break a line, a header or the direction of the text", () => {
    expect(greeted("Ada\r\nBcc: eve@evil.example")).toBe("Hello again, Ada Bcc: eve@evil.example");
    expect(greeted("\u202eadA\u0000\u2028")).toBe("Hello again, adA");
    expect(greeted("x".repeat(5_000)).length).toBeLessThan(150);
  });

  test("are no templates", () => {
    expect(greeted("{app}{#name}{best:days}")).toBe("Hello again, {app}{#name}{best:days}");
  });

  test("of the other direction are kept apart", () => {
    expect(greeted("أحمد")).toBe("Hello again, \u2068أحمد\u2069");
    expect(greeted("Ada", "ar")).toContain("\u2068Ada\u2069");
    expect(greeted("Ada")).toBe("Hello again, Ada");
  });
});

describe("texts that cannot be used are refused, with the place", () => {
  const wording = (title: string): NoticeTextsOptions["texts"] => ({
    en: { notices: { milestone: { a: { title, body: "x" } } } },
  });
  test.each([
    ["an unknown variable", wording("{password}"), "password"],
    ["an unknown phrase", wording("{days:weeks}"), "weeks"],
    ["a lonely brace", wording("{ days }"), "brace"],
    ["an open section", wording("{#name}Hi"), "close"],
    ["a section that was not opened", wording("Hi{/name}"), "not open"],
    ["sections within sections", wording("{#name}{#best}x{/best}{/name}"), "within"],
    ["a text without end", wording("x".repeat(2_000)), "longer"],
    ["no language", { "en us": {} }, "en us"],
    ["an unknown kind", { fr: { notices: { nagging: { a: { title: "x", body: "x" } } } } }, "fr.notices.nagging"],
    ["no variant a", { fr: { notices: { milestone: { z: { title: "x", body: "x" } } } } }, "variant a"],
    ["no body", { fr: { notices: { milestone: { a: { title: "x" } } } } }, "fr.notices.milestone.a.body"],
    ["an empty text", wording(" "), "en.notices.milestone.a.title"],
    ["plurals without other", { fr: { plurals: { days: { one: "x" } } } }, "fr.plurals.days.other"],
    ["an unknown mail word", { fr: { mail: { subject: "x" } } }, "fr.mail.subject"],
    ["a list", { fr: [] }, "fr"],
    ["nothing", null, "texts"],
  ])("%s", (_title, given, place) => {
    const refused = expect.objectContaining({ code: "config_invalid", message: expect.stringContaining(place) });
    expect(() => createNoticeTexts({ app: "x", texts: given as NonNullable<NoticeTextsOptions["texts"]> })).toThrow(
      refused,
    );
  });
});
