import type { NoticeKind } from "../../core/notices/notice.ts";
import type { PluralForms } from "./template.ts";

/** One wording of a notice: two templates. */
export interface Wording {
  /** Shown large; short enough for a lock screen. */
  readonly title: string;
  readonly body: string;
}

/** Everything that notices say in one language. */
export interface NoticeLanguage {
  readonly plurals: Readonly<Record<string, PluralForms>>;
  /** For each kind its wordings by the name of the variant; `a` is the one that is always there. */
  readonly notices: Readonly<Record<NoticeKind, { readonly a: Wording } & Readonly<Record<string, Wording>>>>;
  /** What an e-mail says beside the notice, and the page that its link to unsubscribe leads to. `{app}` is known. */
  readonly mail: MailWords;
}

/** The words around a notice in an e-mail. */
export interface MailWords {
  /** On the button. */
  readonly open: string;
  /** Why somebody gets this. */
  readonly why: string;
  /** The link that ends it. */
  readonly unsubscribe: string;
  /** Asked by the page behind the link. */
  readonly ask: string;
  /** Said by it afterwards. */
  readonly done: string;
}

/** Texts of an application: languages of its own, or parts of ours that it says in other words. */
export type GivenTexts = Readonly<Record<string, GivenLanguage>>;

/** What an application gives of a language; a kind that it names is taken whole, with its variants. */
export interface GivenLanguage {
  readonly plurals?: NoticeLanguage["plurals"];
  readonly notices?: Readonly<Partial<Record<NoticeKind, Readonly<Record<string, Wording>>>>>;
  readonly mail?: Partial<MailWords>;
}

/** The variables that notices may speak of. A text that is about none of them is fine, too. */
export const TEXT_VARIABLES = [
  /** How the platform is called. */
  "app",
  /** The learner's name. */
  "name",
  /** The streak as it stands. */
  "streak",
  /** What it would be with today. */
  "next",
  /** The longest one. */
  "best",
  /** How long the one was that broke. */
  "length",
  /** Dates that were missed. */
  "missed",
  /** Days of a milestone, or days away. */
  "days",
  /** Of the last seven. */
  "active_days",
  /** Of the last seven. */
  "complete_days",
  "freezes",
  "restores",
  /** Whether what broke can still be restored. */
  "restorable",
  /** Hours that are left of the day, rounded. */
  "hours",
] as const;
