import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** A row by column; what is left out has the value of an ordinary row. */
export type LooseRow = Readonly<Partial<Record<string, SQLInputValue>>>;

/** What a Django database of a test holds. */
export interface DjangoRows {
  readonly users?: readonly LooseRow[];
  readonly streaks?: readonly LooseRow[];
  readonly days?: readonly LooseRow[];
}

const COLUMNS = {
  auth_user: { id: 1, username: "", date_joined: "2024-01-01 00:00:00", last_login: null },
  core_streak: { id: null, user_id: 1, last_activity_date: null, current_streak: 0, max_streak: 0 },
  core_dailyactivity: {
    id: null,
    user_id: 1,
    date: "2025-01-01",
    status: "partial",
    problems_solved: 0,
    lesson_ids: "[]",
  },
} as const;

/**
 * Writes a Django database of the original into a SQLite file. Columns have no types, so that a test can put into them
 * whatever a real one came to hold; rows get running ids where they name none.
 */
export function writeDjango(path: string, rows: DjangoRows): string {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA synchronous = OFF");
  const tables = { auth_user: rows.users, core_streak: rows.streaks, core_dailyactivity: rows.days };
  for (const [name, defaults] of Object.entries(COLUMNS)) {
    const columns = Object.keys(defaults);
    db.exec(`CREATE TABLE ${name} (${columns.join(", ")})`);
    const insert = db.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => "?").join(", ")})`);
    db.exec("BEGIN");
    for (const [i, row] of (tables[name as keyof typeof tables] ?? []).entries()) {
      const full: LooseRow = {
        ...defaults,
        ...(defaults.id === null ? { id: i + 1 } : {}),
        ...row,
      };
      insert.run(...columns.map((column) => full[column] ?? null));
    }
    db.exec("COMMIT");
  }
  db.close();
  return path;
}

/** The same app after some months: learners with every habit, made without chance, so that every run has the same. */
export function grownApp(users: number, dates: number): Required<DjangoRows> {
  const people: LooseRow[] = [];
  const streaks: LooseRow[] = [];
  const days: LooseRow[] = [];
  for (let id = 1; id <= users; id++) {
    people.push({ id, username: `learner${id}`, date_joined: "2024-06-01 08:00:00", last_login: login(id) });
    const active = Array.from({ length: dates }, (_, i) => i).filter((date) => isActive(id, date, dates));
    let run = 0;
    for (const [i, date] of active.entries()) {
      run = i > 0 && active[i - 1] === date - 1 ? run + 1 : i === 0 ? 0 : 1;
      const problems = (id * 7 + date) % 6;
      const lessons = problems > 0 && (id + date) % 5 === 0 ? [date % 9, String(date % 9), "intro"] : [];
      days.push({
        user_id: id,
        date: iso(date),
        status: problems >= 3 ? "complete" : problems === 0 && date % 11 === 0 ? "none" : "partial",
        problems_solved: problems,
        lesson_ids: JSON.stringify(lessons),
      });
    }
    const last = active.at(-1);
    if (id % 13 !== 0) {
      streaks.push({
        user_id: id,
        last_activity_date: last === undefined ? null : iso(last),
        current_streak: id % 17 === 0 ? run + 12 : run,
        max_streak: id % 3 === 0 ? 40 : 0,
      });
    }
  }
  return { users: people, streaks, days };
}

function isActive(id: number, date: number, dates: number): boolean {
  const habit = id % 6;
  if (habit === 0) return true;
  if (habit === 1) return date % 2 === 0;
  if (habit === 2) return date % 7 < 5;
  if (habit === 3) return date < dates / 2;
  if (habit === 4) return (date * id) % 5 < 3;
  return date === id % dates;
}

function login(id: number): string | null {
  return id % 10 === 0 ? null : `2025-01-0${(id % 9) + 1} 10:00:00.123456`;
}

function iso(date: number): string {
  return new Date(Date.UTC(2024, 9, 1 + date)).toISOString().slice(0, 10);
}
