/** One line of a stream: its text, or why it has none. */
export interface Line {
  /** From 0; blank lines are counted but not given. */
  readonly index: number;
  readonly text: string;
  /** The line was longer than the limit and dropped, or is no UTF-8. */
  readonly broken?: "too_long" | "not_utf8";
}

const NEWLINE = 0x0a;

/** The lines of a byte stream, one at a time and in bounded memory: it reads on only when the next line is asked for. */
export async function* linesOf(stream: AsyncIterable<Uint8Array>, maxLineBytes: number): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let parts: Uint8Array[] = [];
  let size = 0;
  let index = 0;

  const keep = (part: Uint8Array): void => {
    size += part.byteLength;
    if (size <= maxLineBytes) parts.push(part);
    else parts = [];
  };
  const take = (): Line => {
    const line =
      size > maxLineBytes ? { text: "", broken: "too_long" as const } : decoded(decoder, Buffer.concat(parts));
    parts = [];
    size = 0;
    return { index: index++, ...line };
  };

  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      start = end + 1;
      const line = take();
      if (!isBlank(line)) yield line;
    }
    // A copy: the source may use the memory of a chunk again.
    if (start < chunk.byteLength) keep(chunk.slice(start));
  }
  if (size === 0) return;
  const last = take();
  if (!isBlank(last)) yield last;
}

function isBlank(line: Line): boolean {
  return line.broken === undefined && line.text.trim() === "";
}

function decoded(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): Omit<Line, "index"> {
  try {
    return { text: decoder.decode(bytes) };
  } catch {
    return { text: "", broken: "not_utf8" };
  }
}
