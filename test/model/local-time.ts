import moment from "moment-timezone";

/** Milliseconds in a nominal day. */
const DAY: number = 86_400_000;

const FIXED = /^([+-])(\d{2}):(\d{2})$/;

/** A stretch of time during which a zone keeps one offset: `from <= t < to`. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Milliseconds east of UTC, straight from moment-timezone. */
export function offsetOf(zone: string, at: number): number {
  const fixed = FIXED.exec(zone);
  if (fixed !== null) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return (fixed[1] === "-" ? -minutes : minutes) * 60_000;
  }
  return -Math.round(zoneOf(zone).utcOffset(at) * 60_000);
}

/** The local date of an instant: the date of the wall clock less the day start. */
export function dateOf(at: number, zone: string, dayStart: number): number {
  return Math.floor((at + offsetOf(zone, at) - dayStart * 60_000) / DAY);
}

/** Minutes since midnight on the wall clock. */
export function wallMinuteOf(at: number, zone: string): number {
  const wall = at + offsetOf(zone, at);
  return Math.floor((wall - Math.floor(wall / DAY) * DAY) / 60_000);
}

/** The stretches of constant offset that touch three days around a date. */
function stretchesAround(day: number, zone: string): Stretch[] {
  const from = (day - 3) * DAY;
  const to = (day + 4) * DAY;
  const inside = FIXED.test(zone)
    ? []
    : zoneOf(zone).untils.filter((t): t is number => t !== null && t > from && t < to);
  const edges = [from, ...inside, to];
  return edges
    .slice(0, -1)
    .map((edge, i) => ({ from: edge, to: edges[i + 1] as number, offset: offsetOf(zone, edge) }));
}

/** The first instant from which on the local date is always later than `day`. */
export function endOf(day: number, zone: string, dayStart: number): number {
  let end = Number.NEGATIVE_INFINITY;
  for (const stretch of stretchesAround(day, zone)) {
    const last = Math.min(stretch.to, (day + 1) * DAY - stretch.offset + dayStart * 60_000);
    if (last > stretch.from) end = Math.max(end, last);
  }
  return end;
}

/** Whether any instant at all falls on the date. */
export function exists(day: number, zone: string, dayStart: number): boolean {
  return stretchesAround(day, zone).some((stretch) => {
    const begin = Math.max(stretch.from, day * DAY - stretch.offset + dayStart * 60_000);
    const end = Math.min(stretch.to, (day + 1) * DAY - stretch.offset + dayStart * 60_000);
    return begin < end;
  });
}

/** The last date that is over at an instant. */
export function lastDateOver(at: number, zone: string, dayStart: number): number {
  let day = dateOf(at, zone, dayStart) + 1;
  while (endOf(day, zone, dayStart) > at) day -= 1;
  return day;
}

function zoneOf(name: string): moment.MomentZone {
  const zone = moment.tz.zone(name);
  if (zone === null) throw new Error(`moment-timezone does not know ${name}`);
  return zone;
}
