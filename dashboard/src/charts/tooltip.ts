import type uPlot from "uplot";
import { weekdayDate } from "../words/dates.ts";
import type { Format } from "../words/numbers.ts";
import type { ChartSeries, XyData } from "./chart-data.ts";
import { seriesColor } from "./series-color.ts";

/** Pixels between the pointer and what it says. */
const ASIDE = 14;

/** Shows the numbers under the pointer beside it. Everything is text. */
export function createTooltip(data: () => XyData): uPlot.Plugin {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  return {
    hooks: {
      init: ({ over }) => {
        over.append(tip);
        over.addEventListener("pointerleave", () => {
          tip.hidden = true;
        });
      },
      setCursor({ cursor, over }) {
        const { idx, left = -1 } = cursor;
        tip.hidden = idx === null || idx === undefined || left < 0;
        if (tip.hidden) return;
        tip.replaceChildren(...linesOf(data(), idx as number));
        const { clientWidth: width, offsetLeft: axis } = over;
        const place = left > width / 2 ? left - tip.offsetWidth - ASIDE : left + ASIDE;
        tip.style.left = `${Math.max(-axis, Math.min(place, width - tip.offsetWidth))}px`;
      },
    },
  };
}

function linesOf(data: XyData, index: number): HTMLElement[] {
  const { x, isDates, series, format, isOpen, total, xBefore } = data;
  const label = x[index] ?? "";
  const head = document.createElement("strong");
  head.textContent = isDates ? weekdayDate(label) : label;
  if (isOpen === true && index === x.length - 1) head.textContent += ", so far";
  const before = xBefore?.[index];
  const lineFor = (one: ChartSeries): HTMLElement => {
    const { label: name, values, isQuiet, format: own = format } = one;
    const named = isQuiet === true && before !== undefined ? `${name}, ${weekdayDate(before)}` : name;
    return lineOf(named, textOf(values[index], own), seriesColor(one, data));
  };
  return [
    head,
    ...series.filter(({ isQuiet }) => isQuiet !== true).map(lineFor),
    ...(total === undefined ? [] : [lineOf(total.label, textOf(total.values[index], format))]),
    ...series.filter(({ isQuiet }) => isQuiet === true).map(lineFor),
  ];
}

function lineOf(name: string, value: string, color?: string): HTMLElement {
  const line = document.createElement("div");
  const dot = document.createElement("i");
  if (color !== undefined) dot.style.background = `var(--${color})`;
  const text = document.createElement("span");
  text.textContent = name;
  const number = document.createElement("b");
  number.textContent = value;
  line.append(dot, text, number);
  return line;
}

function textOf(value: number | null | undefined, format: Format): string {
  return value === null || value === undefined ? "–" : format(value);
}
