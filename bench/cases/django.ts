import { join } from "node:path";
import { requireDate } from "../../src/core/calendar.ts";
import type { RuleBook } from "../../src/core/rules.ts";
import { DEFAULT_RULES } from "../../src/core/rules-check.ts";
import { openDjango } from "../../src/importers/django/open-source.ts";
import { importLegacy } from "../../src/importers/legacy/import-legacy.ts";
import { createLedger } from "../../src/importers/legacy/ledger.ts";
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { grownApp, writeDjango } from "../../test/importers/django-file.ts";
import { readyHistories, writeToPostgres, writeToSqlite } from "../rivals/ready-histories.ts";
import type { BarResult } from "../support/bar.ts";
import type { BenchCase } from "../support/bench-case.ts";
import { interleave } from "../support/rounds.ts";
import { estimate, perRound } from "../support/statistics.ts";

const NOW = Date.UTC(2025, 3, 1, 12);
const DATES = 120;
/** Every round imports everything, into a database of its own. */
const MAX_ROUNDS = 7;

/**
 * `daystreak import django` from a SQLite file into SQLite and PostgreSQL, beside the very same upserts, made beforehand
 * and written by the same drivers without reading, deciding or folding anything.
 */
export const djangoCase: BenchCase = async ({ name, sizes, folder, newDatabase, note }) => {
  const app = grownApp(sizes.histories * 2, DATES);
  const path = writeDjango(join(folder, "app.sqlite3"), app);
  const rows = app.days.length;
  const book: RuleBook = {
    versions: [{ version: 1, effectiveAt: NOW, rules: DEFAULT_RULES }],
    excused: [],
    defaultZone: "UTC",
  };
  const ready = await readyHistories(path, NOW, book);
  note(`${app.users.length} users with ${rows} day rows`);
  let files = 0;
  const newFile = (): string => join(folder, `target-${++files}.db`);

  /** @returns day rows a second, from opening the source to the last commit */
  async function importInto(url: string): Promise<number> {
    const tracker = await createTracker({ store: await openStore(url), clock: () => NOW });
    const startedAt = performance.now();
    const source = await openDjango(path, {});
    const ledger = createLedger(source.tables, () => undefined);
    const earliest = requireDate("2000-01-01");
    const report = await importLegacy({ tracker, source, ledger, write: true, earliest, zone: "UTC" });
    const seconds = (performance.now() - startedAt) / 1000;
    if (report.changed !== app.users.length) throw new Error(`only ${report.changed} users were imported`);
    await source.close();
    await tracker.close();
    return rows / seconds;
  }

  const rates = await interleave(
    Math.min(sizes.rounds, MAX_ROUNDS),
    {
      sqlite: () => importInto(`sqlite:${newFile()}`),
      sqliteLimit: () => rows / writeToSqlite(newFile(), ready),
      postgres: async () => importInto(await newDatabase()),
      postgresLimit: async () => rows / (await writeToPostgres(await newDatabase(), ready)),
    },
    1,
  );
  const share = (ours: readonly number[], limit: readonly number[]): number[] => perRound(ours, limit, (a, b) => a / b);
  const detail = { users: app.users.length, rows };
  const rate = (what: string, bar: number | undefined, values: readonly number[]): BarResult => ({
    name,
    what,
    ...(bar === undefined ? {} : { bar: { kind: "at least", value: bar } as const }),
    unit: "day rows/s",
    measured: estimate(values),
    detail,
  });
  const ratio = (what: string, values: readonly number[]): BarResult => ({
    name,
    what,
    bar: { kind: "at least", value: 0.3 },
    unit: "×",
    measured: estimate(values),
    detail,
  });
  return [
    rate("into SQLite", 50_000, rates.sqlite),
    rate("the upserts alone", undefined, rates.sqliteLimit),
    ratio("of the upserts alone", share(rates.sqlite, rates.sqliteLimit)),
    rate("into PostgreSQL", 30_000, rates.postgres),
    rate("the upserts alone", undefined, rates.postgresLimit),
    ratio("of the upserts alone", share(rates.postgres, rates.postgresLimit)),
  ];
};
