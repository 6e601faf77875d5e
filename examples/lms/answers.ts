import type { Answer } from "./content/course.ts";

/** Whether what a learner typed or chose is the right answer. */
export function isRight(answer: Answer, given: string): boolean {
  if ("choice" in answer) return given.trim() === answer.choice;
  if ("word" in answer) return answer.word.includes(plain(given));
  const value = numberOf(given);
  const wanted = numberOf(answer.number);
  return value !== undefined && wanted !== undefined && sameFraction(value, wanted);
}

/** A number as a fraction of whole numbers, so that 1/3 stays exact. */
type Fraction = readonly [top: bigint, bottom: bigint];

/** Reads `12`, `-3`, `1/4`, `0.25`, `0,25`, `25%` and `25 %`; `undefined` for anything else. */
function numberOf(text: string): Fraction | undefined {
  const compact = text
    .replace(/[\s_']/g, "")
    .replace(/−/g, "-")
    .replace(",", ".");
  const match = /^([+-]?)(\d{1,30})(?:\.(\d{1,30}))?(?:\/(\d{1,30}))?(%?)$/.exec(compact);
  if (match === null) return undefined;
  const [, sign, whole = "", decimals = "", below, percent] = match;
  const scale = 10n ** BigInt(decimals.length);
  const top = BigInt(whole + decimals) * (sign === "-" ? -1n : 1n);
  const bottom = scale * BigInt(below ?? "1") * (percent === "%" ? 100n : 1n);
  return bottom === 0n ? undefined : [top, bottom];
}

function sameFraction([a, b]: Fraction, [c, d]: Fraction): boolean {
  return a * d === c * b;
}

function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^[\s"'“”.!]+|[\s"'“”.!]+$/g, "");
}
