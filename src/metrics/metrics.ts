import { type DayNumber, formatDate, type Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import type { RuleBook } from "../core/rules.ts";
import { localDate } from "../core/zones.ts";
import type { Store } from "../storage/store.ts";
import type { Alert, AlertKind } from "./alert.ts";
import { type AlertLimits, DEFAULT_ALERT_LIMITS } from "./alert-limits.ts";
import { findAlerts } from "./find-alerts.ts";
import { createFollower, type FollowerOptions } from "./follower.ts";
import { type Forecast, type ForecastAsk, forecast } from "./forecast.ts";
import { createGroupMasks, type GroupMask } from "./group-masks.ts";
import { createKeeper, type Keeper, type KeeperOptions } from "./keeper.ts";
import { maskedPart } from "./masked-part.ts";
import type { Metric, MetricSource, Period, Series, SeriesRange } from "./metric.ts";
import { type Overview, overview } from "./overview.ts";
import { PartSums } from "./part-sums.ts";
import { rangeBefore } from "./periods.ts";
import { METRICS } from "./registry.ts";
import { NOBODY } from "./user-bits.ts";

/** What reports about all users need. */
export interface MetricsOptions extends FollowerOptions, Pick<KeeperOptions, "store"> {
  readonly store: FollowerOptions["store"] & KeeperOptions["store"] & Pick<Store, "names">;
  /** Told of failures that no caller sees. */
  readonly onError: (error: unknown) => void;
  /** What the processes did lately. @default nothing is known */
  readonly minutes?: NonNullable<MetricSource["minutes"]>;
}

/** What is asked of a metric. */
export interface MetricAsk {
  /** The first date. @default as many as the metric shows by itself */
  readonly from?: DayNumber | undefined;
  /** The last date. @default today in the app's zone */
  readonly to?: DayNumber | undefined;
  /** @default "day" */
  readonly period?: Period | undefined;
  /** Counts only the users of this group. @default everybody */
  readonly group?: string | undefined;
  /** Whether as many dates (weeks, months) right before are answered too. @default no */
  readonly compare?: boolean | undefined;
}

/** What is asked of {@link Metrics.whatIf}. */
export interface WhatIfAsk extends Omit<ForecastAsk, "to"> {
  /** The last date that is known. @default yesterday in the app's zone: today is not over */
  readonly to?: DayNumber | undefined;
  /** Counts only the users of this group. @default everybody */
  readonly group?: string | undefined;
}

/** What is asked of {@link Metrics.alerts}. */
export interface AlertsAsk {
  /** The first date. @default 90 dates in all */
  readonly from?: DayNumber | undefined;
  /** The last date. @default today in the app's zone, of which only what is over already is looked at */
  readonly to?: DayNumber | undefined;
  /** Looks only at the users of this group. @default everybody */
  readonly group?: string | undefined;
  /** Looks only for these. @default everything */
  readonly kinds?: readonly AlertKind[] | undefined;
  /** From when on something is unusual. @default {@link DEFAULT_ALERT_LIMITS} */
  readonly limits?: AlertLimits | undefined;
}

/** What is strange in a range of dates. */
export interface Alerts {
  readonly from: string;
  readonly to: string;
  readonly alerts: readonly Alert[];
}

/** Reports about all users of one database, exact and as of now. */
export interface Metrics {
  /**
   * The series of a metric.
   * @throws DaystreakError `not_found` for a name that no metric has, `range_invalid`
   */
  series(name: string, ask?: MetricAsk): Promise<Series>;
  /** Everybody at a glance, today in the app's zone as far as it has come. */
  overview(group?: string, limits?: AlertLimits): Promise<Overview>;
  /** What is strange on the dates of a range, oldest first. @throws DaystreakError `range_invalid` */
  alerts(ask?: AlertsAsk): Promise<Alerts>;
  /** What moving a rate of the growth model is worth. @throws DaystreakError `range_invalid` */
  whatIf(ask: WhatIfAsk): Promise<Forecast>;
  /** Writes down what reports are made of; see {@link Keeper}. */
  readonly keeper: Keeper;
}

/** Dates of one series at most: ten years. */
const MAX_DATES = 3_660;
const ALERT_DATES = 90;
const OVERVIEW_DATES = 7;

type AlertsOf = AlertsAsk & { readonly from: DayNumber; readonly to: DayNumber };

/** Reports over a store. They read nothing before somebody asks. */
export function createMetrics(options: MetricsOptions): Metrics {
  const { book, now, minutes } = options;
  const follower = createFollower(options);
  const sums = new PartSums();
  const maskOf = createGroupMasks(options.store, now);

  async function sourceOf(group: string | undefined): Promise<MetricSource> {
    return (await maskedSource(group)).metric;
  }

  async function maskedSource(
    group: string | undefined,
  ): Promise<{ metric: MetricSource; mask: GroupMask | undefined }> {
    const mask = group === undefined ? undefined : await maskOf(group);
    const { parts, first } = await follower.sets();
    const whole = {
      first,
      sums,
      totals: follower.totals,
      keyTotals: follower.keyTotals,
      ...(minutes !== undefined && { minutes }),
    };
    if (mask === undefined) return { metric: { ...whole, parts, group: "" }, mask };
    const masked = parts.map((part, i) => maskedPart(part, mask.parts.get(i) ?? NOBODY));
    return { metric: { ...whole, parts: masked, group: mask.name }, mask };
  }

  async function alertsOf({ from, to, group, kinds, limits = DEFAULT_ALERT_LIMITS }: AlertsOf): Promise<Alert[]> {
    const at = now();
    const search = { ...(await maskedSource(group)), follower, tables: options.store.metrics, limits, now: at };
    return findAlerts({ ...search, yesterday: today(book(), at) - 1 }, { from, to }, kinds);
  }

  return {
    keeper: createKeeper({ ...options, follower }),
    async series(name, { from, to = today(book(), now()), period = "day", group, compare = false } = {}) {
      const metric = metricOf(name);
      const start = from ?? to - metric.defaultDays + 1;
      requireRange(start, to);
      if (period !== "day" && metric.hasPeriods !== true) {
        throw new DaystreakError("range_invalid", `${name} is counted by day only: leave period out`);
      }
      if (group !== undefined && metric.isOfEverybody === true) {
        throw new DaystreakError("range_invalid", `${name} is counted of everybody only: leave group out`);
      }
      const source = await sourceOf(group);
      const answer = async (first: DayNumber, last: DayNumber): Promise<SeriesRange> => ({
        from: formatDate(first),
        to: formatDate(last),
        rows: await metric.rows(source, { from: first, to: last, period }),
      });
      return {
        name,
        unit: metric.unit,
        definition: metric.definition,
        ...(group !== undefined && { group }),
        ...(await answer(start, to)),
        ...(compare && { previous: await answer(...rangeBefore({ from: start, to }, period)) }),
      };
    },
    async overview(group, limits) {
      const date = today(book(), now());
      const alerts = await alertsOf({ from: date - OVERVIEW_DATES, to: date, group, limits });
      return overview(await sourceOf(group), date, alerts);
    },
    async alerts({ to = today(book(), now()), from = to - ALERT_DATES + 1, ...ask } = {}) {
      requireRange(from, to);
      return { from: formatDate(from), to: formatDate(to), alerts: await alertsOf({ from, to, ...ask }) };
    },
    async whatIf({ to = today(book(), now()) - 1, group, ...ask }) {
      return forecast(await sourceOf(group), { to, ...ask });
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
