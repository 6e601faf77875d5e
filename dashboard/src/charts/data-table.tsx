import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { weekdayDate } from "../words/dates.ts";
import type { ChartSeries, GridData, TableData, XyData } from "./chart-data.ts";
import { ScrollBox } from "./scroll-box.tsx";

/** The numbers of a chart as a table, the newest date first. */
export function XyTable({ data, caption }: { readonly data: XyData; readonly caption: string }): ReactNode {
  const { x, isDates, xLabel, format } = data;
  const columns = columnsOf(data);
  const order = x.map((_, i) => (isDates ? x.length - 1 - i : i));
  return (
    <ScrollBox label={caption}>
      <Table stickyHeader captionSide="top" className="numbers">
        <Table.Caption className="hidden">{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{xLabel}</Table.Th>
            {columns.map(({ label }) => (
              <Table.Th key={label} scope="col">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {order.map((i) => {
            const label = x[i] as string;
            return (
              <tr key={label}>
                <th scope="row">{isDates ? weekdayDate(label) : label}</th>
                {columns.map(({ label: name, values, format: own = format }) => (
                  <td key={name}>{textOf(values[i], own)}</td>
                ))}
              </tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

/** What is drawn, what it comes to in all, and the period before. */
function columnsOf({
  series,
  total,
  beside = [],
}: XyData): readonly Pick<ChartSeries, "label" | "values" | "format">[] {
  const drawn = series.filter(({ isQuiet }) => isQuiet !== true);
  const before = series.filter(({ isQuiet }) => isQuiet === true);
  return [...drawn, ...(total === undefined ? [] : [total]), ...before, ...beside];
}

/** Words and numbers; the first column says what a row is about. */
export function SimpleTable(props: {
  readonly data: TableData;
  readonly caption: string;
  readonly className?: string;
}): ReactNode {
  const { data, caption, className = "" } = props;
  const { textColumns = 1 } = data;
  return (
    <ScrollBox label={caption} className={className}>
      <Table stickyHeader className="numbers">
        <Table.Thead>
          <Table.Tr>
            {data.head.map((name, i) => (
              <Table.Th key={name} scope="col" className={i < textColumns ? "text" : ""}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.rows.map(([first, ...cells]) => (
            <tr key={`${first} ${cells[0]}`}>
              <th scope="row">{first}</th>
              {cells.map((cell, i) => (
                <td key={data.head[i + 1]} className={i + 1 < textColumns ? "text" : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

/** A table of coloured cells: the chart and its table in one. */
export function GridTable({ data, caption }: { readonly data: GridData; readonly caption: string }): ReactNode {
  const { columns, corner, rows, max, format, hasText = true } = data;
  return (
    <ScrollBox label={caption} className="tall">
      <table className={hasText ? "grid" : "grid wordless"}>
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, note, cells }) => (
            <tr key={label}>
              <th scope="row">
                {label}
                {note !== undefined && <small>{note}</small>}
              </th>
              {cells.map((value, i) => (
                <td
                  key={columns[i]}
                  className={`heat-${heatOf(value, max)}`}
                  title={`${label}, ${columns[i]}: ${textOf(value, format)}`}
                >
                  <span className={hasText ? undefined : "hidden"}>{textOf(value, format)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {!hasText && (
        <p className="scale" aria-hidden="true">
          {format(0)}
          {Array.from({ length: 11 }, (_, heat) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the steps of the scale are the same for ever
            <i key={heat} className={`heat-${heat}`} />
          ))}
          {format(max)}
        </p>
      )}
    </ScrollBox>
  );
}

/** Steps of colour: 0 for nothing to 10 for the greatest; `none` where nothing is known. */
export function heatOf(value: number | null | undefined, max: number): string {
  if (value === null || value === undefined) return "none";
  return String(max <= 0 ? 0 : Math.min(10, Math.ceil((value / max) * 10)));
}

function textOf(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "" : format(value);
}
