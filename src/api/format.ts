import { DaystreakError } from "../core/errors.ts";
import { oneOf } from "./contract/schema.ts";
import { csvOf } from "./csv.ts";
import { text } from "./reply.ts";
import type { QueryParameter } from "./route.ts";

/** The parameter read by {@link wantsCsv}. */
export const FORMAT: QueryParameter = {
  name: "format",
  description: "`csv` for a table to open in a spreadsheet; `Accept: text/csv` says the same.",
  schema: oneOf("json", "csv"),
};

/** Whether a table is asked for instead of JSON. @throws DaystreakError `request_invalid` for any other format */
export function wantsCsv(request: Request, query: URLSearchParams): boolean {
  const format = query.get("format");
  if (format === null) return request.headers.get("accept")?.trim().startsWith("text/csv") === true;
  if (format === "csv" || format === "json") return format === "csv";
  throw new DaystreakError("request_invalid", "format must be json or csv");
}

/** Rows as a file to download; without any it has the columns `none`. */
export function csvFile(rows: Parameters<typeof csvOf>[0], name: string, none?: readonly string[]): Response {
  return text(csvOf(rows, none), "text/csv; charset=utf-8", {
    "content-disposition": `attachment; filename="${name}.csv"`,
  });
}

/** The parameter read by {@link tableOf}: the first of the tables where it is left out. */
export function tableParameter(tables: readonly [string, ...string[]]): QueryParameter {
  return {
    name: "table",
    description: `Which table the CSV is; \`${tables[0]}\` by default.`,
    schema: oneOf(...tables),
  };
}

/** The table that is wanted. @throws DaystreakError `request_invalid` for any other */
export function tableOf<const T extends string>(query: URLSearchParams, tables: readonly [T, ...T[]]): T {
  const given = query.get("table") ?? tables[0];
  const table = tables.find((known) => known === given);
  if (table !== undefined) return table;
  throw new DaystreakError("request_invalid", `table must be one of ${tables.join(", ")}`);
}
