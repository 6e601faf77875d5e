/** How the answer to a problem is judged. */
export type Answer =
  /** Equal as numbers: `1/4`, `0.25`, `0,25` and `25%` are one answer. */
  | { readonly number: string }
  /** One of the choices, by its text. */
  | { readonly choice: string; readonly choices: readonly string[] }
  /** A word or one of its spellings, compared without case and surrounding punctuation. */
  | { readonly word: readonly string[] };

/** One question with one right answer. */
export interface Problem {
  readonly id: string;
  readonly prompt: string;
  readonly answer: Answer;
  /** Shown after a wrong answer. */
  readonly hint: string;
  /** Shown after the right one. */
  readonly explanation: string;
}

/** A page to read with the problems that belong to it. */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  /** Paragraphs; one that starts with `= ` is set as a worked line. */
  readonly body: readonly string[];
  readonly problems: readonly Problem[];
}

/** A sequence of lessons. */
export interface Course {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly lessons: readonly Lesson[];
}
