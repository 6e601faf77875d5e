import type { TableData } from "./chart-data.ts";
import type { Palette } from "./palette.ts";
import type { Picture } from "./png.ts";
import { wrapped } from "./wrap-text.ts";

const GAP = 24;
const LINE = 18;
const ROW_PADDING = 6;
/** Texts wider than this are broken into lines. */
const WIDEST = 300;
/** More rows than this are cut off, with a word about them. */
const MOST_ROWS = 100;
const FONT = "13px system-ui, sans-serif";
const HEAD_FONT = "600 13px system-ui, sans-serif";

type TablePicture = Pick<Picture, "width" | "height" | "draw">;

/** A table as a picture. */
export function tablePicture({ head, rows, textColumns = 1 }: TableData): TablePicture {
  const context = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
  const shown = rows.slice(0, MOST_ROWS);
  const left = rows.length - shown.length;
  const linesOf = (cells: readonly string[], font: string): string[][] => {
    context.font = font;
    return cells.map((cell) => wrapped(context, cell, WIDEST));
  };
  const table = [
    { font: HEAD_FONT, cells: linesOf(head, HEAD_FONT) },
    ...shown.map((cells) => ({ font: FONT, cells: linesOf(cells, FONT) })),
  ];
  const widths = head.map((_, column) =>
    Math.max(
      ...table.flatMap(({ font, cells }) => {
        context.font = font;
        return (cells[column] ?? []).map((line) => context.measureText(line).width);
      }),
      0,
    ),
  );
  const heightOf = (cells: readonly string[][]): number =>
    Math.max(1, ...cells.map(({ length }) => length)) * LINE + 2 * ROW_PADDING;
  const height = table.reduce((sum, { cells }) => sum + heightOf(cells), 0) + (left > 0 ? LINE + ROW_PADDING : 0);
  const width = widths.reduce((sum, one) => sum + one + GAP, -GAP);

  const draw = (target: CanvasRenderingContext2D, color: Palette): void => {
    let y = 0;
    target.textBaseline = "top";
    for (const [r, { font, cells }] of table.entries()) {
      target.font = font;
      let x = 0;
      for (const [column, lines] of cells.entries()) {
        const own = widths[column] as number;
        const isLeft = column < textColumns;
        target.fillStyle = color(r === 0 ? "quiet" : "ink");
        target.textAlign = isLeft ? "left" : "right";
        for (const [i, line] of lines.entries())
          target.fillText(line, isLeft ? x : x + own, y + ROW_PADDING + 2 + i * LINE);
        x += own + GAP;
      }
      y += heightOf(cells);
      target.fillStyle = color("line");
      target.fillRect(0, y - 1, width, 1);
    }
    if (left === 0) return;
    target.font = FONT;
    target.textAlign = "left";
    target.fillStyle = color("quiet");
    target.fillText(`and ${left} more, which the CSV has`, 0, y + ROW_PADDING);
  };
  return { width, height, draw };
}
