import uPlot from "uplot";
import { dateMs, shortDate } from "../words/dates.ts";
import { compact } from "../words/numbers.ts";
import type { ChartSeries, XyData } from "./chart-data.ts";
import type { Palette } from "./palette.ts";
import { seriesColor } from "./series-color.ts";

/** x of a chart: seconds for dates, else positions. */
function xOf({ x, isDates }: XyData): number[] {
  return x.map((label, i) => (isDates ? dateMs(label) / 1000 : i));
}

/** The columns that uPlot draws: what is stacked is added up, the way to a date that still goes on is apart. */
export function drawnData(data: XyData): uPlot.AlignedData {
  const last = data.x.length - 1;
  const columns = data.series.map(({ values }) => [...values]);
  if (data.kind === "stack") {
    const stacked = data.series.filter(({ isQuiet }) => isQuiet !== true).length;
    for (let s = stacked - 2; s >= 0; s--) {
      const below = columns[s + 1] as (number | null)[];
      columns[s] = (columns[s] as (number | null)[]).map((value, i) => (value ?? 0) + (below[i] ?? 0));
    }
    // A date that still goes on would look like a fall; its numbers are in the table, and under the pointer.
    if (data.isOpen === true && last > 0) for (const column of columns.slice(0, stacked)) column[last] = null;
  }
  const open = openSeries(data).map((s) => {
    const column = columns[s] as (number | null)[];
    const way = column.map((value, i) => (i >= last - 1 ? value : null));
    column[last] = null;
    return way;
  });
  return [xOf(data), ...columns, ...open] as uPlot.AlignedData;
}

/** Which series have a dashed end. */
function openSeries({ kind, isOpen, series, x }: XyData): number[] {
  if (isOpen !== true || x.length < 3 || (kind !== "lines" && kind !== "area")) return [];
  return series.flatMap(({ isQuiet }, s) => (isQuiet === true ? [] : [s]));
}

/** How uPlot draws a chart of a width and height. */
export function optionsOf(data: XyData, palette: Palette, size: { width: number; height: number }): uPlot.Options {
  const line = palette("line");
  const quiet = palette("quiet");
  const axis = { stroke: quiet, font: "12px system-ui, sans-serif", ticks: { show: false } };
  const { isDates, x, axisFormat = compact } = data;
  return {
    ...size,
    padding: [10, 22, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, width: 2 } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
    scales: {
      x: isDates ? { time: true } : { time: false, range: [-0.6, Math.max(0, x.length - 1) + 0.6] },
      y: { range: (_, low, high) => rangeOf(low, high, data.max) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 30,
        gap: 8,
        ...(isDates
          ? {
              space: 70,
              values: (_, splits) => splits.map((s) => shortDate(new Date(s * 1000).toISOString().slice(0, 10))),
              incrs: DATE_STEPS,
            }
          : {
              space: 44,
              splits: (_, __, min, max, step) =>
                roundPlaces(x, step) ?? x.map((___, i) => i).filter((i) => i >= min && i <= max && i % step === 0),
              values: (_, splits) => splits.map((s) => (Number.isInteger(s) ? (x[s] ?? "") : "")),
              incrs: STEPS,
            }),
      },
      {
        ...axis,
        grid: { stroke: line, width: 1 },
        gap: 4,
        size: 48,
        space: 40,
        values: (_, splits) => splits.map((value) => axisFormat(value)),
      },
    ],
    series: [
      {},
      ...data.series.map((series) => seriesOf(data, series, palette)),
      ...openSeries(data).map((s) => ({
        stroke: palette((data.series[s] as ChartSeries).color),
        width: 2,
        dash: [4, 4],
        points: { show: false },
      })),
    ],
  };
}

const DAY = 86_400;
const DATE_STEPS = [1, 2, 7, 14, 28, 56, 91, 182, 364].map((days) => days * DAY);
const STEPS = [1, 2, 5, 10, 20, 50, 100];

function rangeOf(low: number | null, high: number | null, max: number | undefined): [number, number] {
  const top = max ?? (high === null || high <= 0 ? 1 : high * 1.06);
  return [Math.min(0, low ?? 0), top];
}

function seriesOf(data: XyData, series: ChartSeries, palette: Palette): uPlot.Series {
  const color = palette(seriesColor(series, data));
  const common = { label: series.label, points: { show: true, size: 6, fill: color, filter: alone }, spanGaps: false };
  if (series.isQuiet === true) return { ...common, stroke: color, width: 1.5, dash: [3, 3] };
  if (data.kind === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.72, 56], radius: 0.12 });
    return { ...common, ...NO_POINTS, fill: color, stroke: color, width: 0, ...(paths !== undefined && { paths }) };
  }
  if (data.kind === "stack") return { ...common, ...NO_POINTS, stroke: palette("surface"), width: 1, fill: color };
  return { ...common, stroke: color, width: 2, ...(data.kind === "area" && { fill: translucent(color) }) };
}

const NO_POINTS = { points: { show: false } };

/** Values without neighbours: no line would show them. */
function alone({ data }: uPlot, s: number): number[] {
  const values = data[s] as (number | null)[];
  return values.flatMap((value, i) => (value !== null && values[i - 1] == null && values[i + 1] == null ? [i] : []));
}

/** Where names stand that are counted, such as `D1` to `D30`: at round numbers. */
function roundPlaces(x: readonly string[], step: number): number[] | undefined {
  const numbers = x.map((label) => Number(/\d+$/.exec(label)?.[0]));
  const first = numbers[0] ?? 0;
  if (step === 1 || !numbers.every((number, i) => number === first + i)) return undefined;
  return numbers.flatMap((number, i) => (number % step === 0 ? [i] : []));
}

function translucent(color: string): string {
  return `${color}22`; // colours of the page are #rrggbb
}
