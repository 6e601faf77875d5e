import { type Palette, readPalette } from "./palette.ts";

/** A picture of a chart. */
export interface Picture {
  /** Without its ending. */
  readonly fileName: string;
  readonly title: string;
  readonly summary: string;
  readonly definition: string;
  readonly legend: readonly { readonly label: string; readonly color: string }[];
  /** Of the chart alone, in pixels of the page. */
  readonly width: number;
  readonly height: number;
  readonly draw: (context: CanvasRenderingContext2D, color: Palette) => void;
}

const PADDING = 28;
const SCALE = 2;
const FONT = "system-ui, sans-serif";

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
  const key = legend.length > 1 ? 28 : 0;
  const top = PADDING + 28 + said.length * 20 + 8 + key;
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
  let x = PADDING;
  for (const { label, color: name } of key > 0 ? legend : []) {
    context.fillStyle = color(name);
    context.fillRect(x, top - key + 3, 11, 11);
    write(label, x + 17, top - key, `13px ${FONT}`, "ink");
    x += 17 + context.measureText(label).width + 18;
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

function wrapped(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}
