/** How bad something is: a `problem` makes streaks wrong or late, or will; a `warning` deserves a look. */
export type Severity = "ok" | "warning" | "problem";

/** What one check found. */
export interface Finding {
  /** Stable name of the check, also its heading in the troubleshooting guide. */
  readonly check: string;
  readonly severity: Severity;
  /** What is so. */
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** Something that is as it should be. */
export function fine(check: string, text: string): Finding {
  return { check, severity: "ok", text };
}

/** Something that deserves a look. */
export function warning(check: string, text: string, advice: string): Finding {
  return { check, severity: "warning", text, advice };
}

/** Something that is wrong. */
export function problem(check: string, text: string, advice: string): Finding {
  return { check, severity: "problem", text, advice };
}
