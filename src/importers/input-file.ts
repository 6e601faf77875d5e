import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { DaystreakError } from "../core/errors.ts";

/** An opened input: its text in pieces, and how far reading has come. */
export interface InputFile {
  /** The path, or `-` for standard input. */
  readonly name: string;
  /** The text, unpacked where it was compressed, without a byte order mark. */
  readonly text: AsyncIterable<string>;
  /** Bytes of the file as it is stored; `undefined` for a stream whose end is not known. */
  readonly size: number | undefined;
  /** Stored bytes read so far. */
  bytesRead(): number;
}

/** Opens a file, or standard input for `-`. Gzip is recognised by its first two bytes, whatever the name says. */
export async function openInput(name: string, stdin: Readable): Promise<InputFile> {
  const size = name === "-" ? undefined : await sizeOf(name);
  let read = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    try {
      const source = name === "-" ? stdin : createReadStream(name, { highWaterMark: 1 << 18 });
      for await (const chunk of source) {
        const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer);
        read += bytes.length;
        yield bytes;
      }
    } catch (cause) {
      throw new DaystreakError("request_invalid", `cannot read ${name}: ${(cause as Error).message}`, { cause });
    }
  }
  return { name, size, bytesRead: () => read, text: decode(gunzipped(counted(), name), name) };
}

async function sizeOf(name: string): Promise<number | undefined> {
  try {
    const found = await stat(name);
    if (found.isDirectory()) throw new Error("it is a directory");
    return found.isFile() ? found.size : undefined;
  } catch (cause) {
    throw new DaystreakError("request_invalid", `cannot read ${name}: ${(cause as Error).message}`, { cause });
  }
}

async function* gunzipped(chunks: AsyncGenerator<Buffer>, name: string): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    yield* chunks;
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all();
    return;
  }
  try {
    // The callback only keeps a failure from being unhandled: reading `plain` throws the same one.
    const plain = pipeline(Readable.from(all()), createGunzip(), () => undefined);
    for await (const chunk of plain) yield chunk as Buffer;
  } catch (cause) {
    if (cause instanceof DaystreakError) throw cause;
    throw new DaystreakError("request_invalid", `${name} is damaged: ${(cause as Error).message}`, { cause });
  }
}

async function* decode(chunks: AsyncGenerator<Buffer>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (cause) {
    if (cause instanceof DaystreakError) throw cause;
    throw new DaystreakError("request_invalid", `${name} is not UTF-8 text: convert it first (iconv)`, { cause });
  }
}
