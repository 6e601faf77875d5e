import type { en } from "./en.ts";

/** Forms of one text by CLDR plural category; `other` serves the categories that are left out. */
export type Plural = { readonly [Category in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** The name of a text. */
export type MessageKey = keyof typeof en;

/** The texts of the widgets in one language. What is left out is shown in English. */
export type Messages = { readonly [Key in MessageKey]?: string | Plural };
