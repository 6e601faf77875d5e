import type uPlot from "uplot";
import { weekdayDate } from "../words/dates.ts";
import type { XyData } from "./chart-data.ts";

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

function linesOf({ x, isDates, series, format, isOpen }: XyData, index: number): HTMLElement[] {
  const label = x[index] ?? "";
  const head = document.createElement("strong");
  head.textContent = isDates ? weekdayDate(label) : label;
  if (isOpen === true && index === x.length - 1) head.textContent += ", so far";
  return [
    head,
    ...series.map(({ label: name, color, values, isQuiet, format: own = format }) => {
      const line = document.createElement("div");
      const dot = document.createElement("i");
      dot.style.background = `var(--${isQuiet === true ? "chart-7" : color})`;
      const text = document.createElement("span");
      text.textContent = name;
      const value = document.createElement("b");
      const number = values[index];
      value.textContent = number === null || number === undefined ? "–" : own(number);
      line.append(dot, text, value);
      return line;
    }),
  ];
}
