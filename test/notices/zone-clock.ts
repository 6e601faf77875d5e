const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;

/** Wall clocks of a zone between two instants, from what the platform's own Intl says: nothing of ours. */
export interface ZoneClock {
  /** Days since 1970 and minutes since midnight on the wall. */
  wallAt(at: number): { readonly date: number; readonly minute: number };
  /** The first instant at which the wall shows a time on a date; the time as much later where it is skipped. */
  instantOf(date: number, minute: number): number;
  /** The first instant at which the date is over for good. */
  endOf(date: number): number;
}

/** Reads a zone's offsets every half hour of a span of time. */
export function createZoneClock(zone: string, from: number, to: number): ZoneClock {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const step = HOUR_MS / 2;
  const offsets: number[] = [];
  for (let at = from; at <= to; at += step) {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const wall = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute);
    offsets.push(wall - Math.floor(at / MINUTE_MS) * MINUTE_MS);
  }
  const offsetAt = (at: number): number =>
    offsets[Math.min(offsets.length - 1, Math.max(0, Math.floor((at - from) / step)))] as number;
  const wallAt = (at: number): { date: number; minute: number } => {
    const wall = at + offsetAt(at);
    const date = Math.floor(wall / DAY_MS);
    return { date, minute: Math.floor((wall - date * DAY_MS) / MINUTE_MS) };
  };
  const distinct = [...new Set(offsets)];

  return {
    wallAt,
    instantOf: remembered((date, minute) => {
      const wall = date * DAY_MS + minute * MINUTE_MS;
      const fitting = distinct.map((offset) => wall - offset).filter((at) => at + offsetAt(at) === wall);
      // A time that the wall never shows: as if clocks had not gone forward yet.
      return fitting.length > 0 ? Math.min(...fitting) : wall - offsetAt(wall - offsetAt(wall) - DAY_MS / 2);
    }),
    endOf: remembered((date) => {
      const wall = (date + 1) * DAY_MS;
      let end = wall - Math.max(...distinct);
      for (let at = end; at <= wall - Math.min(...distinct); at += step) if (wallAt(at).date <= date) end = at + step;
      return end;
    }),
  };
}

/** Thousands of learners ask for the same few dates. */
function remembered(compute: (date: number, minute: number) => number): (date: number, minute?: number) => number {
  const known = new Map<number, number>();
  return (date, minute = 0) => {
    const key = date * 1440 + minute;
    let value = known.get(key);
    if (value === undefined) {
      value = compute(date, minute);
      known.set(key, value);
    }
    return value;
  };
}
