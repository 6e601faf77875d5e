import type { GridData } from "./chart-data.ts";
import { heatOf } from "./data-table.tsx";
import type { Palette } from "./palette.ts";

const LABEL = 132;
const HEAD = 22;
const ROW = 24;

/** How large the picture of a grid is. */
export function gridSize({ columns, rows, hasText = true }: GridData): { width: number; height: number; cell: number } {
  const cell = hasText ? 46 : 26;
  return { cell, width: LABEL + columns.length * cell, height: HEAD + rows.length * ROW };
}

/** Draws a grid as its table looks. */
export function paintGrid(data: GridData, context: CanvasRenderingContext2D, color: Palette): void {
  const { columns, rows, max, format, hasText = true } = data;
  const { cell } = gridSize(data);
  context.textBaseline = "middle";
  context.font = "11px system-ui, sans-serif";
  const centred = (text: string, column: number, y: number): void => {
    context.textAlign = "center";
    context.fillText(text, LABEL + column * cell + cell / 2, y);
  };
  context.fillStyle = color("quiet");
  for (const [i, column] of columns.entries()) centred(column, i, HEAD / 2);
  for (const [r, { label, cells }] of rows.entries()) {
    const top = HEAD + r * ROW;
    context.fillStyle = color("ink");
    context.textAlign = "left";
    context.fillText(label, 0, top + ROW / 2);
    for (const [c, value] of cells.entries()) {
      if (value === null) continue;
      const heat = heatOf(value, max);
      context.fillStyle = color(`heat-${heat}`);
      context.fillRect(LABEL + c * cell + 1, top + 1, cell - 2, ROW - 2);
      context.fillStyle = color(`on-${heat}`);
      if (hasText) centred(format(value), c, top + ROW / 2);
    }
  }
}
