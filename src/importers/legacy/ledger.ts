import type { LegacyFields, LegacyTable, RawRow, RawValue } from "./legacy-source.ts";
import { type Fate, ODDITIES, type OddityCode } from "./oddities.ts";
import { textOf, wholeOf } from "./raw-values.ts";

/** Where a row ends up; `compared` are days since Daystreak counts by itself. */
export type Account = "imported" | "repaired" | "set_aside" | "compared";

/** Amounts by account; together they are all of it. */
export type Accounts<T> = Record<Account, T>;

/** Columns whose sums are accounted for. */
const SUMMED = {
  users: [],
  streaks: ["current_streak", "max_streak"],
  days: ["problems_solved"],
} as const satisfies Readonly<Record<LegacyTable, readonly string[]>>;

/** The account of one table. */
export interface TableAccount {
  readonly rows: Accounts<number>;
  /** Sums of the raw numbers, by column. */
  readonly sums: Readonly<Record<string, Accounts<bigint>>>;
}

/** An oddity with how often it was met, and where first. */
export interface OddityCount {
  readonly code: OddityCode;
  count: number;
  /** Ids of the first rows. */
  readonly first: string[];
}

/** Something that was set aside: a row, or of a row that counts one value. */
export interface SetAside {
  readonly table: string;
  readonly reason: OddityCode;
  readonly detail: string;
  /** The field that was set aside where the row itself counts. */
  readonly field?: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Counts every row once, and every oddity as often as it is met. */
export interface Ledger {
  readonly tables: Readonly<Record<LegacyTable, TableAccount>>;
  readonly oddities: ReadonlyMap<OddityCode, OddityCount>;
  /** Members of all lesson lists, and what became of them. */
  readonly lessons: { members: number; imported: number; duplicates: number; dropped: number };
  /** Says what was odd about a row and puts it into its account; `since`: it lies after the switch. */
  settle<T extends LegacyTable>(table: T, row: RawRow<T>, codes: readonly OddityCode[], since?: boolean): void;
  /** Sets one value of a row aside. */
  value<T extends LegacyTable>(table: T, row: RawRow<T>, field: LegacyFields[T], code: OddityCode): void;
}

type AnyRow = Readonly<Partial<Record<string, RawValue>>>;

/** Row ids kept per oddity, for the report. */
const PLACES = 5;

/** @param names what each table is called; @param setAside told of everything that is set aside */
export function createLedger(
  names: Readonly<Record<LegacyTable, string | undefined>>,
  setAside: (item: SetAside) => void,
): Ledger {
  const tables = { users: account("users"), streaks: account("streaks"), days: account("days") };
  const oddities = new Map<OddityCode, OddityCount>();
  const lessons = { members: 0, imported: 0, duplicates: 0, dropped: 0 };

  function met(code: OddityCode, row: AnyRow): void {
    let known = oddities.get(code);
    if (known === undefined) {
      known = { code, count: 0, first: [] };
      oddities.set(code, known);
    }
    known.count++;
    if (known.first.length < PLACES) known.first.push(textOf(row.id ?? null) ?? "NULL");
  }

  function tell(table: LegacyTable, row: AnyRow, reason: OddityCode, field?: string): void {
    const detail = ODDITIES[reason].what;
    const plain = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]));
    const item = { table: names[table] ?? table, reason, detail, row: plain };
    setAside(field === undefined ? item : { ...item, field });
  }

  return {
    tables,
    oddities,
    lessons,
    settle(table, row, codes, since = false) {
      let fate: Fate = "kept";
      for (const code of codes) {
        met(code, row);
        const its: Fate = ODDITIES[code].fate;
        if (its === "set aside" || fate === "kept") fate = its === "kept" ? fate : its;
        if (its === "set aside") tell(table, row, code);
      }
      const to: Account =
        fate === "set aside" ? "set_aside" : since ? "compared" : fate === "repaired" ? "repaired" : "imported";
      const { rows, sums } = tables[table];
      rows[to]++;
      for (const column of SUMMED[table]) {
        const value = wholeOf((row as AnyRow)[column] ?? null);
        if (value !== 0n) (sums[column] as Accounts<bigint>)[to] += value;
      }
    },
    value: (table, row, field, code) => tell(table, row, code, field),
  };
}

/** The sum over all accounts. */
export function total<T extends number | bigint>({ imported, repaired, set_aside, compared }: Accounts<T>): T {
  return [imported, repaired, set_aside, compared].reduce((sum, part) => ((sum as number) + (part as number)) as T);
}

function account(table: LegacyTable): TableAccount {
  const sums = SUMMED[table].map((column) => [column, { imported: 0n, repaired: 0n, set_aside: 0n, compared: 0n }]);
  return { rows: { imported: 0, repaired: 0, set_aside: 0, compared: 0 }, sums: Object.fromEntries(sums) };
}

/** A raw value in JSON: big integers as text, bytes as hexadecimal. */
function plainValue(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString("hex") } : value;
}
