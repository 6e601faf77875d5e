/** Zone data in the packed form of moment-timezone, without abbreviations; `version` is the tz release such as `2026f`. */
export interface ZoneData {
  readonly version: string;
  readonly zones: readonly string[];
  readonly links: readonly string[];
}

/** A number of the packed zone format: base 60, digits 0–9 a–z A–X, with an optional fraction. */
export function fromBase60(text: string): number {
  const negative = text.startsWith("-");
  const [whole = "", fraction = ""] = (negative ? text.slice(1) : text).split(".");
  let value = 0;
  for (const char of whole) value = value * 60 + digitOf(char);
  let scale = 1;
  for (const char of fraction) {
    scale /= 60;
    value += digitOf(char) * scale;
  }
  return negative ? -value : value;
}

function digitOf(char: string): number {
  const code = char.charCodeAt(0);
  if (code > 96) return code - 87;
  return code > 64 ? code - 29 : code - 48;
}
