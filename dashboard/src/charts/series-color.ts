import type { ChartColor, ChartSeries, XyData } from "./chart-data.ts";

/**
 * The colour of a line. What is compared with is grey, or dark where it crosses what is filled; where there are several
 * such lines, each has the colour of its own line.
 */
export function seriesColor({ color, isQuiet = false }: ChartSeries, { kind, series }: XyData): ChartColor | "ink" {
  if (!isQuiet || series.filter((one) => one.isQuiet === true).length > 1) return color;
  return kind === "stack" || kind === "bars" ? "ink" : "chart-6";
}
