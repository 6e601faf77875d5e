/** A commit with its author's own offset from UTC. */
export interface Commit {
  readonly id: string;
  readonly user: string;
  /** Epoch seconds. */
  readonly ts: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

/** A user's streaks, computed without Daystreak. */
export interface Numbers {
  /** Local dates with a commit, as days since 1970, ascending. */
  readonly days: readonly number[];
  readonly runs: number;
  readonly longest: number;
  readonly current: number;
}

/** Streaks of the commits up to an instant (epoch seconds): the local date is that of each commit's own offset. */
export function commitNumbers(commits: readonly Commit[], asOf: number): Map<string, Numbers> {
  const byUser = new Map<string, Commit[]>();
  for (const commit of commits) {
    if (commit.ts > asOf) continue;
    const list = byUser.get(commit.user);
    if (list === undefined) byUser.set(commit.user, [commit]);
    else list.push(commit);
  }
  const localDay = (ts: number, offset: number): number => Math.floor((ts + offset * 60) / 86_400);
  return new Map(
    [...byUser].map(([user, list]) => {
      const latest = list.reduce((best, commit) =>
        commit.ts > best.ts || (commit.ts === best.ts && commit.id > best.id) ? commit : best,
      );
      const days = [...new Set(list.map(({ ts, offset }) => localDay(ts, offset)))].sort((a, b) => a - b);
      const runs = runsOf(days);
      const alive = localDay(asOf, latest.offset) - (days.at(-1) as number) <= 1;
      return [
        user,
        { days, runs: runs.length, longest: Math.max(...runs), current: alive ? (runs.at(-1) as number) : 0 },
      ];
    }),
  );
}

/** Lengths of the runs of consecutive days, in order. */
export function runsOf(days: readonly number[]): number[] {
  const runs: number[] = [];
  for (const [i, day] of days.entries()) {
    if (i > 0 && day === (days[i - 1] as number) + 1) runs[runs.length - 1] = (runs.at(-1) as number) + 1;
    else runs.push(1);
  }
  return runs;
}
