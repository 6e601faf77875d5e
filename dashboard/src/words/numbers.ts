const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
const PERCENT = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const RATIO = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const TINY = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });

/** How a number is written. */
export type Format = (value: number) => string;

/** 12,345 */
export const whole: Format = (value) => WHOLE.format(value);

/** 12.3K, for axes. */
export const compact: Format = (value) =>
  Math.abs(value) < 1 && value !== 0 ? TINY.format(value) : COMPACT.format(value);

/** 0.123 → 12.3% */
export const percent: Format = (value) => PERCENT.format(value);

/** 1.25 */
export const ratio: Format = (value) => RATIO.format(value);

/** A difference of shares in percentage points: 0.012 → +1.2 */
export function points(difference: number): string {
  return signed((difference * 100).toFixed(1));
}

/** "+12.5%", "−3%", "0%": a number beside an earlier one; `undefined` where that was 0. */
export function changeInShort(now: number, before: number): string | undefined {
  return before === 0 ? undefined : signed(percent(now / before - 1));
}

function signed(text: string): string {
  if (/^-?0(\.0)?%?$/.test(text)) return text.replace("-", "");
  return text.startsWith("-") ? text.replace("-", "−") : `+${text}`;
}

/** "3 users", "1 user". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${whole(value)} ${value === 1 ? one : many}`;
}

/** "12.5% more", "3% fewer", "as many": one number beside an earlier one; `undefined` where that was 0. */
export function change(
  now: number,
  before: number,
  words: readonly [more: string, less: string] = ["more", "less"],
): string | undefined {
  if (before === 0) return undefined;
  const share = now / before - 1;
  if (Math.abs(share) < 0.0005) return "the same";
  return `${percent(Math.abs(share))} ${share > 0 ? words[0] : words[1]}`;
}

/** The same with a capital at its beginning. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
