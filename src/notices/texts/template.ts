import { DaystreakError } from "../../core/errors.ts";

/** What a template may speak of; 0, an empty text and `null` count as absent. */
export type TextVariables = Readonly<Record<string, string | number | null>>;

/** What a language brings to its templates. */
export interface Grammar {
  /** As BCP 47 has it. */
  readonly locale: string;
  /** Phrases with a number in them, by the categories of `Intl.PluralRules`; `{n}` is the number. */
  readonly plurals: Readonly<Record<string, PluralForms>>;
}

/** The forms of a phrase; the categories that a language does not have are left out. */
export type PluralForms = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** A template that has been read. */
export type Template = (variables: TextVariables) => string;

const TAG = /\{([#^/]?)(\w+)(?::(\w+))?\}/g;
/** Longer than any notification shows. */
const MAX_CHARACTERS = 1_000;
const MAX_VARIABLE = 100;
/** Line breaks, other control characters, and those that turn the direction of everything after them. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/**
 * Reads a template. `{streak}` is a variable, `{streak:days}` the phrase `days` with its number in the form that the
 * language wants, `{#name}…{/name}` is there where the variable is, `{^name}…{/name}` where it is not.
 * @param known the variables there are
 * @throws DaystreakError `config_invalid`, with what is wrong
 */
export function compileTemplate(text: string, grammar: Grammar, known: ReadonlySet<string>): Template {
  if (text.length > MAX_CHARACTERS) throw invalid(text, `is longer than ${MAX_CHARACTERS} characters`);
  const numbers = new Intl.NumberFormat(grammar.locale);
  const plural = new Intl.PluralRules(grammar.locale);
  const isolates = new Intl.Locale(grammar.locale).getTextInfo().direction === "rtl";
  type Part = (variables: TextVariables) => string;
  const top: Part[] = [];
  let open: { readonly name: string; readonly parts: Part[] } | undefined;
  let end = 0;

  const literal = (between: string): void => {
    if (/[{}]/.test(between)) throw invalid(text, "has a brace that belongs to no variable");
    if (between !== "") (open?.parts ?? top).push(() => between);
  };
  const value = (variables: TextVariables, name: string): string => {
    const given = variables[name] ?? "";
    if (typeof given === "number") return numbers.format(given);
    const clean = given.replace(UNPRINTABLE, " ").trim().slice(0, MAX_VARIABLE);
    // Without it a name of the other direction would carry what follows with it (Unicode Standard Annex 9).
    return isolates || RIGHT_TO_LEFT.test(clean) ? `\u2068${clean}\u2069` : clean;
  };

  for (const match of text.matchAll(TAG)) {
    const [whole, sign, name = "", phrase] = match;
    literal(text.slice(end, match.index));
    end = match.index + whole.length;
    if (!known.has(name)) throw invalid(text, `speaks of {${name}}: there are ${[...known].join(", ")}`);
    if (sign === "/") {
      if (open?.name !== name) throw invalid(text, `closes {${name}}, which is not open`);
      open = undefined;
    } else if (sign !== "") {
      if (open !== undefined) throw invalid(text, "has a section within a section");
      const parts: Part[] = [];
      const wanted = sign === "#";
      top.push((variables) =>
        Boolean(variables[name]) === wanted ? parts.map((part) => part(variables)).join("") : "",
      );
      open = { name, parts };
    } else if (phrase === undefined) {
      (open?.parts ?? top).push((variables) => value(variables, name));
    } else {
      const forms = grammar.plurals[phrase];
      if (forms === undefined) throw invalid(text, `uses the phrase ${phrase}, which its language does not have`);
      (open?.parts ?? top).push((variables) => {
        const n = Number(variables[name] ?? 0);
        return (forms[plural.select(n)] ?? forms.other).replaceAll("{n}", numbers.format(n));
      });
    }
  }
  literal(text.slice(end));
  if (open !== undefined) throw invalid(text, `does not close {#${open.name}}`);
  return (variables) => top.map((part) => part(variables)).join("");
}

function invalid(text: string, why: string): DaystreakError {
  return new DaystreakError("config_invalid", `the notice text ${JSON.stringify(text.slice(0, 80))} ${why}`);
}
