import { type Palette, readPalette } from "./palette.ts";
import { wrapped } from "./wrap-text.ts";

/** A picture of a chart. */
export interface Picture {
  /** Without its ending. */
  readonly fileName: string;
  readonly title: string;
  readonly summary: string;
  readonly definition: string;
  readonly legend: readonly LegendEntry[];
  /** Of the chart alone, in pixels of the page. */
  readonly width: number;
  readonly height: number;
  readonly draw: (context: CanvasRenderingContext2D, color: Palette) => void;
}

interface LegendEntry {
  readonly label: string;
  readonly color: string;
}

const PADDING = 28;
const SCALE = 2;
const FONT = "system-ui, sans-serif";
const LEGEND_FONT = `13px ${FONT}`;
const LEGEND_ROW = 22;

/** Saves a chart with its title, its legend and how it is counted, in the colours of the page. */
export async function savePng(picture: Picture): Promise<void> {
  const blob = await pngOf(picture);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${picture.fileName}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function pngOf({ title, summary, definition, legend, width, height, draw }: Picture): Promise<Blob> {
  const color = readPalette();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const inner = Math.max(width, 480);
  const lines = (text: string, font: string): string[] => {
    context.font = font;
    return wrapped(context, text, inner);
  };
  const small = `12px ${FONT}`;
  const said = lines(summary, `14px ${FONT}`);
  const counted = lines(definition, small);
  const key = legend.length > 1 ? placed(context, legend, inner) : { entries: [], height: 0 };
  const top = PADDING + 28 + said.length * 20 + 8 + key.height;
  canvas.width = (inner + 2 * PADDING) * SCALE;
  canvas.height = (top + height + 16 + counted.length * 17 + PADDING) * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = color("surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = "top";
  const write = (text: string, x: number, y: number, font: string, name: string): void => {
    context.font = font;
    context.fillStyle = color(name);
    context.fillText(text, x, y);
  };
  write(title, PADDING, PADDING, `600 19px ${FONT}`, "ink");
  for (const [i, line] of said.entries()) write(line, PADDING, PADDING + 28 + i * 20, `14px ${FONT}`, "quiet");
  for (const { label, color: name, x, y } of key.entries) {
    context.fillStyle = color(name);
    context.fillRect(PADDING + x, top - key.height + y + 3, 11, 11);
    write(label, PADDING + x + 17, top - key.height + y, LEGEND_FONT, "ink");
  }
  context.save();
  context.translate(PADDING, top);
  draw(context, color);
  context.restore();
  for (const [i, line] of counted.entries()) write(line, PADDING, top + height + 16 + i * 17, small, "quiet");
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("the browser gave no picture")) : resolve(blob))),
  );
}

/** Where the entries of a legend stand, in as many rows as they take. */
function placed(
  context: CanvasRenderingContext2D,
  legend: readonly LegendEntry[],
  width: number,
): { entries: (LegendEntry & { x: number; y: number })[]; height: number } {
  context.font = LEGEND_FONT;
  let [x, y] = [0, 0];
  const entries = legend.map((entry) => {
    const own = 17 + context.measureText(entry.label).width;
    if (x > 0 && x + own > width) [x, y] = [0, y + LEGEND_ROW];
    const at = { ...entry, x, y };
    x += own + 18;
    return at;
  });
  return { entries, height: y + LEGEND_ROW + 6 };
}
