import { describe, expect, test } from "vitest";
import { ar } from "../../../client/src/elements/texts/ar.ts";
import { en } from "../../../client/src/elements/texts/en.ts";
import { es } from "../../../client/src/elements/texts/es.ts";
import { ja } from "../../../client/src/elements/texts/ja.ts";
import type { Messages, Plural } from "../../../client/src/elements/texts/messages.ts";

const languages: readonly [string, Messages][] = [
  ["es", es],
  ["ar", ar],
  ["ja", ja],
];

function forms(text: string | Plural | undefined): string[] {
  return text === undefined ? [] : typeof text === "string" ? [text] : Object.values(text);
}

function blanks(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).toSorted();
}

describe("the texts", () => {
  test.each(languages)("in %s say everything that English says, with the same blanks", (_, messages) => {
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(en).toSorted());
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      const wanted = blanks(forms(en[key]).at(-1) ?? "");
      const [last = ""] = forms(messages[key]).slice(-1);
      expect([key, blanks(last).filter((blank) => blank !== "{goal}" && blank !== "{unit}")]).toEqual([
        key,
        wanted.filter((blank) => blank !== "{goal}" && blank !== "{unit}"),
      ]);
    }
  });

  test.each(languages)("in %s have only plural forms that the language knows", (tag, messages) => {
    const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
    for (const text of Object.values(messages)) {
      if (typeof text === "object")
        expect([...pluralCategories, "zero"]).toEqual(expect.arrayContaining(Object.keys(text)));
    }
  });

  test("can be loaded where there is no document", async () => {
    const { DaystreakFlame } = await import("../../../client/src/elements/index.ts");
    expect(DaystreakFlame.name).toBe("DaystreakFlame");
  });
});
