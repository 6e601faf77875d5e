import type uPlot from "uplot";
import { weekdayDate } from "../words/dates.ts";
import type { Format } from "../words/numbers.ts";
import type { XyData } from "./chart-data.ts";
import { seriesColor } from "./series-color.ts";

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
        const isRight = left > over.clientWidth / 2;
        tip.style.left = isRight ? "" : `${left + 14}px`;
        tip.style.right = isRight ? `${over.clientWidth - left + 14}px` : "";
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
  const lines = series.map((one) => {
    const { label: name, values, isQuiet, format: own = format } = one;
    const named = isQuiet === true && before !== undefined ? `${name}, ${weekdayDate(before)}` : name;
    return lineOf(named, textOf(values[index], own), seriesColor(one, data));
  });
  if (total !== undefined) lines.push(lineOf(total.label, textOf(total.values[index], format)));
  return [head, ...lines];
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
