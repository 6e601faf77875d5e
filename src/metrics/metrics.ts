import { type DayNumber, formatDate, type Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { RuleBook } from "../core/rules.ts";
import { localDate } from "../core/zones.ts";
import { createFollower, type FollowerOptions } from "./follower.ts";
import { createKeeper, type Keeper, type KeeperOptions } from "./keeper.ts";
import type { Metric, MetricSource, Period, Series } from "./metric.ts";
import { PartSums } from "./part-sums.ts";
import { METRICS } from "./registry.ts";

/** What reports about all users need. */
export interface MetricsOptions extends FollowerOptions, Pick<KeeperOptions, "store"> {
  readonly store: FollowerOptions["store"] & KeeperOptions["store"];
  /** Told of failures that no caller sees. */
  readonly onError: (error: unknown) => void;
}

/** What is asked of a metric. */
export interface MetricAsk {
  /** The first date. @default as many as the metric shows by itself */
  readonly from?: DayNumber | undefined;
  /** The last date. @default today in the app's zone */
  readonly to?: DayNumber | undefined;
  /** @default "day" */
  readonly period?: Period | undefined;
}

/** Reports about all users of one database, exact and as of now. */
export interface Metrics {
  /**
   * The series of a metric.
   * @throws DaystreakError `not_found` for a name that no metric has, `range_invalid`
   */
  series(name: string, ask?: MetricAsk): Promise<Series>;
  /** Writes down what reports are made of; see {@link Keeper}. */
  readonly keeper: Keeper;
}

/** Dates of one series at most: ten years. */
const MAX_DATES = 3_660;

/** Reports over a store. They read nothing before somebody asks. */
export function createMetrics(options: MetricsOptions): Metrics {
  const { book, now } = options;
  const follower = createFollower(options);
  const sums = new PartSums();

  return {
    keeper: createKeeper({ ...options, follower }),
    async series(name, { from, to = today(book(), now()), period = "day" } = {}) {
      const metric = metricOf(name);
      const start = from ?? to - metric.defaultDays + 1;
      requireRange(start, to);
      if (period !== "day" && metric.hasPeriods !== true) {
        throw new DaystreakError("range_invalid", `${name} is counted by day only: leave period out`);
      }
      const sets = await follower.sets();
      const source: MetricSource = {
        parts: sets.parts,
        first: sets.first,
        sums,
        totals: follower.totals,
        group: "",
      };
      return {
        name,
        from: formatDate(start),
        to: formatDate(to),
        unit: metric.unit,
        definition: metric.definition,
        rows: await metric.rows(source, { from: start, to, period }),
      };
    },
  };
}

function metricOf(name: string): Metric {
  const metric = METRICS.get(name);
  if (metric !== undefined) return metric;
  throw new DaystreakError(
    "not_found",
    `there is no metric ${JSON.stringify(name)}: use one of ${[...METRICS.keys()].join(", ")}`,
  );
}

function requireRange(from: DayNumber, to: DayNumber): void {
  if (from > to) throw new DaystreakError("range_invalid", "from must not be after to");
  if (to - from >= MAX_DATES) throw new DaystreakError("range_invalid", `ask for at most ${MAX_DATES} dates at a time`);
}

function today(book: RuleBook, now: Instant): DayNumber {
  return localDate(now, book.defaultZone, 0);
}
