import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openInput } from "../../src/importers/input-file.ts";
import { readRows, type SourceOptions, type SourceRow } from "../../src/importers/source-rows.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "daystreak-rows-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function rowsOf(text: AsyncIterable<string>, options?: SourceOptions): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const batch of (await readRows(text, options)).batches) rows.push(...batch);
  return rows;
}

describe("rows of a source", () => {
  it("names the values of a CSV by its first line", async () => {
    expect(await rowsOf(pieces("user_id", ", at\n1,", "2\n"))).toEqual([
      { line: 2, values: { user_id: "1", at: "2" } },
    ]);
  });

  it("takes columns from the options where the file names none", async () => {
    expect(await rowsOf(pieces("1,2\n"), { columns: ["u", "t"] })).toEqual([{ line: 1, values: { u: "1", t: "2" } }]);
  });

  it("marks a line with the wrong number of fields and reads on", async () => {
    const rows = await rowsOf(pieces("a,b\n1\n1,2\n"));
    expect(rows.map((row) => [row.line, row.problem])).toEqual([
      [2, "the line has 1 fields, the first line names 2 columns"],
      [3, undefined],
    ]);
  });

  it("refuses an empty file and a column that is there twice", async () => {
    await expect(rowsOf(pieces(""))).rejects.toThrowError(/the file is empty/);
    await expect(rowsOf(pieces("a,a\n"))).rejects.toThrowError(/"a" is there twice/);
  });

  it("recognises ndjson and marks lines that are no objects", async () => {
    const rows = await rowsOf(pieces('\n{"a":1}\r\n\n[1]\n{"a"', ":2}\nnope"));
    expect(rows.map((row) => [row.line, row.problem === undefined ? row.values : row.problem.slice(0, 24)])).toEqual([
      [2, { a: 1 }],
      [4, "the line is not a JSON o"],
      [5, { a: 2 }],
      [6, "the line is not JSON: Un"],
    ]);
  });
});

describe("input files", () => {
  const stdin = (...chunks: Uint8Array[]): Readable => Readable.from(chunks);

  it("unpacks gzip whatever the name says, and counts stored bytes", async () => {
    const path = join(folder, "plain.csv");
    const packed = gzipSync("a,b\n1,2\n");
    await writeFile(path, packed);
    const input = await openInput(path, stdin());
    expect(await rowsOf(input.text)).toHaveLength(1);
    expect([input.size, input.bytesRead()]).toEqual([packed.length, packed.length]);
  });

  it("reads standard input, a byte order mark and characters cut in two", async () => {
    const bytes = Buffer.from("\uFEFFname\nJürgen\n");
    const input = await openInput("-", stdin(...[...bytes].map((byte) => Buffer.from([byte]))));
    expect(await rowsOf(input.text)).toEqual([{ line: 2, values: { name: "Jürgen" } }]);
    expect(input.size).toBeUndefined();
  });

  it("says what is wrong with a file that cannot be read", async () => {
    await expect(openInput(join(folder, "none.csv"), stdin())).rejects.toThrowError(/cannot read .*none\.csv: ENOENT/);
    await expect(openInput(folder, stdin())).rejects.toThrowError(/it is a directory/);
    const cut = await openInput("-", stdin(gzipSync("a,b\n1,2\n".repeat(1000)).subarray(0, 30)));
    await expect(rowsOf(cut.text)).rejects.toThrowError(/- is damaged: unexpected end of file/);
    const latin = await openInput("-", stdin(Buffer.from([0x61, 0x0a, 0xfc, 0x0a])));
    await expect(rowsOf(latin.text)).rejects.toThrowError(/not UTF-8/);
  });
});
