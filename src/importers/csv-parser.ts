import { DaystreakError } from "../core/errors.ts";

/** One record of a CSV file. */
export interface CsvRecord {
  readonly fields: string[];
  /** The line of the file on which the record begins, from 1. */
  readonly line: number;
}

/** Characters after which a record that has not ended is taken for a forgotten quote; no real record comes near. */
const LONGEST_RECORD = 1 << 22;

/** Reads CSV piece by piece, however the text is cut. */
export interface CsvParser {
  /** The records that end within the text so far. */
  push(text: string): CsvRecord[];
  /** The last record, where the file does not end with a line break. */
  end(): CsvRecord[];
}

/**
 * A streaming CSV reader (RFC 4180): quoted fields may hold delimiters, line breaks and doubled quotes; lines end with
 * LF, CRLF or CR; empty lines are skipped; a quote inside an unquoted field is an ordinary character.
 * @throws DaystreakError `request_invalid` for a quote that is never closed, with its line
 */
export function createCsvParser(delimiter = ","): CsvParser {
  const special = new RegExp(`[${delimiter === "\t" ? "\\t" : `\\${delimiter}`}\\r\\n]`, "g");
  let rest = "";
  let line = 1;

  /** Reads the record at `from`; `undefined` where the text ends before it is known to be complete. */
  function read(
    text: string,
    from: number,
    last: boolean,
  ): { record: CsvRecord; next: number; lines: number } | undefined {
    const fields: string[] = [];
    let position = from;
    let lines = 0;
    for (;;) {
      let end: number;
      if (text[position] === '"') {
        const closed = quoteEnd(text, position, last);
        if (closed === undefined) return undefined;
        const inner = text.slice(position + 1, closed);
        lines += countBreaks(inner);
        special.lastIndex = closed + 1;
        end = special.exec(text)?.index ?? text.length;
        fields.push(inner.replaceAll('""', '"') + text.slice(closed + 1, end));
      } else {
        special.lastIndex = position;
        end = special.exec(text)?.index ?? text.length;
        fields.push(text.slice(position, end));
      }
      if (end === text.length) return last ? { record: { fields, line }, next: end, lines } : undefined;
      if (text[end] === delimiter) {
        position = end + 1;
        continue;
      }
      // A CR at the very end may be the first half of CRLF.
      if (text[end] === "\r" && end + 1 === text.length && !last) return undefined;
      const next = text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
      return { record: { fields, line }, next, lines: lines + 1 };
    }
  }

  function drain(last: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let position = 0;
    while (position < rest.length) {
      const found = read(rest, position, last);
      if (found === undefined) break;
      position = found.next;
      line += found.lines;
      if (found.record.fields.length > 1 || found.record.fields[0] !== "") records.push(found.record);
    }
    rest = rest.slice(position);
    return records;
  }

  return {
    push(text) {
      if (text === "") return [];
      rest += text;
      const records = drain(false);
      if (rest.length > LONGEST_RECORD) throw unclosed(line);
      return records;
    },
    end() {
      const records = drain(true);
      if (rest !== "") throw unclosed(line);
      return records;
    },
  };
}

function unclosed(line: number): DaystreakError {
  return new DaystreakError(
    "request_invalid",
    `line ${line}: a quoted field begins here and never ends; close the quote`,
  );
}

/** The position of the quote that closes the one at `from`. */
function quoteEnd(text: string, from: number, last: boolean): number | undefined {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    // A quote at the very end may be the first half of a doubled one.
    if (at + 1 === text.length && !last) return undefined;
    if (text[at + 1] !== '"') return at;
  }
  return undefined;
}

function countBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
