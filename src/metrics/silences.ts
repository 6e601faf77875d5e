/** Hours in a row in which a type is silent. */
export interface Silence {
  readonly type: string;
  /** The first hour, counted from the first of the series. */
  readonly from: number;
  /** The hour after the last. */
  readonly to: number;
  /** Activities that came all the same. */
  readonly seen: number;
  /** Activities that would have been usual. */
  readonly expected: number;
  /** The share of what is usual for all other types that came meanwhile; null where there are hardly others. */
  readonly others: number | null;
}

const WEEK_HOURS = 7 * 24;
/** Weeks of the same hour that are looked at; at least {@link MIN_WEEKS}. */
const WEEKS = 8;
const MIN_WEEKS = 3;
/** An hour is silent with less than this share of what was expected, a silence with less than that. */
const SILENT_SHARE = 0.1;
/** Deviations (of a Poisson number) up to which what comes in an hour is chance. */
const CHANCE_DEVIATIONS = 3;
/** A silence is unusual where it misses so many times what any silence of the weeks before missed. */
const TIMES = 3;
/** What would have been usual counts for the hours of a silence so long; then the level has moved. */
const SET_RIGHT_HOURS = 72;

/**
 * Finds silences in activities by type and hour. What an hour lets expect is the mean of the same hour in the weeks
 * before (the best week left out), at the present level: that of the seven days before the silence.
 * @param counts of each type as many hours, the last one over
 * @param least activities that must be missing
 */
export function silences(counts: ReadonlyMap<string, readonly number[]>, least: number): Silence[] {
  const all = new Map([...counts].map(([type, series]) => [type, followHours(type, series, least)]));
  return [...all].flatMap(([type, { found }]) =>
    found.map((silence) => {
      const { from, to } = silence;
      const others = [...all].filter(([other]) => other !== type).map(([, followed]) => followed);
      const came = others.reduce((sum, { series }) => sum + sumOf(series, from, to), 0);
      const usual = others.reduce((sum, { expected }) => sum + sumOf(expected, from, to), 0);
      return { ...silence, others: usual < least ? null : came / usual };
    }),
  );
}

/** Hours in a row that are silent so far. */
type Run = { -readonly [Key in "from" | "to" | "seen" | "expected"]: number };

interface Followed {
  readonly series: readonly number[];
  readonly expected: readonly number[];
  readonly found: readonly Omit<Silence, "others">[];
}

function followHours(type: string, series: readonly number[], least: number): Followed {
  const usually = [...series];
  const sums = [0];
  const expected: number[] = [];
  const runs: Omit<Silence, "others">[] = [];
  const found: Omit<Silence, "others">[] = [];
  let run: Run | undefined;
  const level = (hour: number): number => (sums[hour] as number) - (sums[Math.max(0, hour - WEEK_HOURS)] as number) + 1;
  const end = (): void => {
    if (run !== undefined && run.expected > 0) {
      const silence = { type, ...run };
      const recent = runs.filter(({ from }) => from >= silence.from - WEEKS * WEEK_HOURS);
      const longest = Math.max(0, ...recent.map((known) => known.expected - known.seen));
      const isLong = silence.expected - silence.seen >= Math.max(least, TIMES * longest);
      if (isLong) found.push(silence);
      else runs.push(silence);
    }
    run = undefined;
  };
  for (const [hour, came] of series.entries()) {
    const usual = expectedAt(usually, level, hour);
    expected.push(usual);
    if (came > SILENT_SHARE * usual && !isStray(came, usual, run)) end();
    else if (usual > 0 || run !== undefined) {
      run ??= { from: hour, to: hour, seen: 0, expected: 0 };
      run.expected += usual;
      run.seen += came;
      if (usual > 0) run.to = hour + 1;
      if (run.expected >= least && hour - run.from < SET_RIGHT_HOURS) usually[hour] = usual;
    }
    sums.push((sums[hour] as number) + (usually[hour] as number));
  }
  end();
  return { series, expected, found };
}

function expectedAt(usually: readonly number[], level: (hour: number) => number, hour: number): number {
  const same: number[] = [];
  for (let week = 1; week <= WEEKS; week++) {
    const then = hour - week * WEEK_HOURS;
    if (then < WEEK_HOURS) break;
    same.push(((usually[then] as number) * level(hour)) / level(then));
  }
  if (same.length < MIN_WEEKS) return 0;
  const sum = same.reduce((a, b) => a + b, 0) - Math.max(...same);
  return sum / (same.length - 1);
}

/** Whether what came in an hour is a straggler: no more than chance makes of a silence, which stays one as a whole. */
function isStray(came: number, usual: number, run: Run | undefined): boolean {
  if (run === undefined) return false;
  const left = SILENT_SHARE * usual;
  const isChance = came <= left + CHANCE_DEVIATIONS * Math.sqrt(left);
  return isChance && run.seen + came <= SILENT_SHARE * (run.expected + usual);
}

function sumOf(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] ?? 0;
  return sum;
}
