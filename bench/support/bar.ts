import type { Estimate } from "./statistics.ts";

/** One line of the report. */
export interface BarResult {
  /** The case it comes from. */
  readonly name: string;
  readonly what: string;
  /** What was promised, such as `≥ 5×`; nothing for a figure that only explains others. */
  readonly bar?: { readonly kind: "at least" | "at most" | "more than"; readonly value: number };
  readonly unit: string;
  readonly measured: Estimate;
  /** Whatever else helps to judge the figure. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Whether a bar is met; `unsure` where the interval lies on both sides of it. */
export type Verdict = "pass" | "pass, unsure" | "fail" | "fail, unsure" | "–";

/** Judges by the median. */
export function verdictOf({ bar, measured }: BarResult): Verdict {
  if (bar === undefined) return "–";
  const meets = (value: number): boolean => {
    if (bar.kind === "at most") return value <= bar.value;
    return bar.kind === "more than" ? value > bar.value : value >= bar.value;
  };
  const isSure = meets(measured.low) === meets(measured.high);
  if (meets(measured.median)) return isSure ? "pass" : "pass, unsure";
  return isSure ? "fail" : "fail, unsure";
}

/** A figure counted or taken once. */
export function exactly(value: number): Estimate {
  return { median: value, low: value, high: value };
}
