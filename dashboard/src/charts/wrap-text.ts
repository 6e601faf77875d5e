/** Lines of a text that are no wider than so many pixels in the context's font; a word that is wider has its own line. */
export function wrapped(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  return text === "" ? [] : text.split("\n").flatMap((paragraph) => linesOf(context, paragraph, width));
}

function linesOf(context: CanvasRenderingContext2D, paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
