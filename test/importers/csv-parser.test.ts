import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DaystreakError } from "../../src/core/errors.ts";
import { createCsvParser } from "../../src/importers/csv-parser.ts";

function parse(pieces: string[], delimiter?: string): { fields: string[]; line: number }[] {
  const parser = createCsvParser(delimiter);
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

describe("csv parser", () => {
  it("reads quoted delimiters, doubled quotes and line breaks inside quotes", () => {
    expect(parse(['a,"b,c","d ""e""","f\r\ng"\n1,2,3,4'])).toEqual([
      { fields: ["a", "b,c", 'd "e"', "f\r\ng"], line: 1 },
      { fields: ["1", "2", "3", "4"], line: 3 },
    ]);
  });

  it("takes LF, CRLF and CR for the end of a line and skips empty lines", () => {
    expect(parse(["a,b\r\n\r\nc,d\re,f\n\n"]).map(({ fields, line }) => [...fields, line])).toEqual([
      ["a", "b", 1],
      ["c", "d", 3],
      ["e", "f", 4],
    ]);
  });

  it("keeps empty fields and a quote within an unquoted field", () => {
    expect(parse([',5" disk,\n'])).toEqual([{ fields: ["", '5" disk', ""], line: 1 }]);
  });

  it("reads other delimiters", () => {
    expect(parse(["a\tb,c\n"], "\t")).toEqual([{ fields: ["a", "b,c"], line: 1 }]);
    expect(parse(["a|b\n"], "|")).toEqual([{ fields: ["a", "b"], line: 1 }]);
  });

  it("names the line of a quote that is never closed", () => {
    expect(() => parse(['a,b\n1,"2\n3,4\n'])).toThrowError(
      new DaystreakError("request_invalid", "line 2: a quoted field begins here and never ends; close the quote"),
    );
  });

  it("does not hold the rest of a large file for a forgotten quote", () => {
    const parser = createCsvParser();
    expect(() => {
      for (let i = 0; i < 100; i++) parser.push(`"${"x,y\n".repeat(20_000)}`.slice(i === 0 ? 0 : 1));
    }).toThrowError(/line 1: a quoted field/);
  });

  it("reads back what was written, however the text is cut", () => {
    const field = fc.string({ unit: fc.constantFrom("a", "ß", ",", '"', "\n", "\r", " ") });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n", "\r"), fc.array(fc.nat(30)), (rows, lineEnd, cuts) => {
        const text = rows.map((row) => row.map((f) => `"${f.replaceAll('"', '""')}"`).join(",") + lineEnd).join("");
        const pieces: string[] = [];
        let from = 0;
        for (const cut of cuts) {
          pieces.push(text.slice(from, from + cut));
          from += cut;
        }
        pieces.push(text.slice(from));
        expect(parse(pieces).map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });
});
