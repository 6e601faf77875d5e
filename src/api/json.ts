import { DaystreakError } from "../core/errors.ts";

/** No call of ours needs more than a handful of levels. */
const MAX_DEPTH = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Parses JSON from a stranger. @throws DaystreakError `json_invalid` */
export function parseJson(source: string): unknown {
  if (isDeeperThan(source, MAX_DEPTH)) {
    throw new DaystreakError("json_invalid", `nest objects and lists at most ${MAX_DEPTH} levels deep`);
  }
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw new DaystreakError("json_invalid", `send well-formed JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Looks at the text alone, so that a hostile document is refused before memory is spent on it. */
function isDeeperThan(source: string, limit: number): boolean {
  let depth = 0;
  for (let i = 0; i < source.length; i++) {
    const char = source.charCodeAt(i);
    if (char === QUOTE) {
      for (i++; i < source.length && source.charCodeAt(i) !== QUOTE; i++) {
        if (source.charCodeAt(i) === BACKSLASH) i++;
      }
    } else if (char === 0x7b || char === 0x5b) {
      if (++depth > limit) return true;
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
  return false;
}
