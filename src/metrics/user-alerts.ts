import { type DayNumber, formatDate } from "../core/calendar.ts";
import { type Alert, type AlertRange, type Detector, USERS_NAMED } from "./alert.ts";

/** A date on which a user was beyond a limit. */
export interface UserSighting {
  readonly userId: string;
  readonly date: DayNumber;
  readonly value: number;
}

/** What a kind of alert about users says. */
export interface UserWording {
  readonly usual: number | null;
  /** What one user did; `when` is a date or a range of them, `worst` the greatest value. */
  one(userId: string, when: string, worst: number): string;
  /** What many did, all from the same date on. */
  many(users: number, when: string, worst: number): string;
  readonly usually: string;
  readonly reason: string;
  readonly lookAt: string;
  /** What to look at first where it is about many. */
  readonly lookAtMany: string;
}

/** Dates of one user that are no further apart belong together: one bot is one alert. */
export const TOGETHER_DAYS = 28;
/** More users than this from the same date on have one reason: a release, an import, an exam. */
const CROWD = 25;

interface Spell {
  readonly userId: string;
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly worst: number;
}

/** One alert for each user and spell, and one for a crowd that began on the same date. */
export function userAlerts(
  { kind, title }: Pick<Detector, "kind" | "title">,
  sightings: readonly UserSighting[],
  range: AlertRange,
  wording: (worst: number, date: DayNumber) => UserWording,
): Alert[] {
  const spells = [...Map.groupBy(sightings, ({ userId }) => userId).values()].flatMap(spellsOf);
  const byStart = Map.groupBy(spells, ({ from }) => from);
  const groups = [...byStart.values()].flatMap((began) => (began.length > CROWD ? [began] : began.map((one) => [one])));
  return groups
    .map((group): Alert & { readonly ends: DayNumber } => {
      const [{ from, userId }] = group as [Spell];
      const to = Math.max(...group.map((spell) => spell.to));
      const worst = Math.max(...group.map((spell) => spell.worst));
      const words = wording(worst, from);
      const when = from === to ? `on ${formatDate(from)}` : `from ${formatDate(from)} to ${formatDate(to)}`;
      const isOne = group.length === 1;
      return {
        id: `${kind}:${formatDate(from)}:${isOne ? userId : ""}`,
        kind,
        title,
        date: formatDate(from),
        until: formatDate(to),
        user_id: isOne ? userId : null,
        user_ids: group.map((spell) => spell.userId).slice(0, USERS_NAMED),
        users: group.length,
        type: null,
        value: worst,
        usual: words.usual,
        text: isOne ? words.one(userId, when, worst) : words.many(group.length, when, worst),
        usual_text: words.usually,
        reason: words.reason,
        look_at: isOne ? words.lookAt : words.lookAtMany,
        ends: to,
      };
    })
    .filter(({ date, ends }) => date <= formatDate(range.to) && ends >= range.from)
    .map(({ ends: _, ...alert }) => alert);
}

/** What a user did in any 7 dates together, noted on the date on which it is too much. */
export function weekly(rows: readonly UserSighting[], limit: number): UserSighting[] {
  return [...Map.groupBy(rows, ({ userId }) => userId).values()].flatMap((own) =>
    own.flatMap(({ userId, date }) => {
      const near = own.filter((row) => row.date <= date && row.date > date - 7);
      const value = near.reduce((sum, row) => sum + row.value, 0);
      return value >= limit ? [{ userId, date, value }] : [];
    }),
  );
}

function spellsOf(sightings: readonly UserSighting[]): Spell[] {
  const spells: { userId: string; from: DayNumber; to: DayNumber; worst: number }[] = [];
  for (const { userId, date, value } of [...sightings].sort((a, b) => a.date - b.date)) {
    const last = spells.at(-1);
    if (last !== undefined && date - last.to <= TOGETHER_DAYS) {
      last.to = date;
      last.worst = Math.max(last.worst, value);
    } else spells.push({ userId, from: date, to: date, worst: value });
  }
  return spells;
}
