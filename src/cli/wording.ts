/** `1 day`, `3 days`, `1,200 days`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `81966` to `81,966`. */
export function grouped(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A stretch of time in its two largest units: `8 h 13 min`, `45 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Columns of text, two spaces apart; numbers to the right. */
export function table(rows: readonly (readonly (string | number | bigint)[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, textOf(cell).length);
  }
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const width = widths[i] as number;
        return typeof cell === "string" ? cell.padEnd(width) : textOf(cell).padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

function textOf(cell: string | number | bigint): string {
  return typeof cell === "string" ? cell : grouped(cell);
}

/** `812 kB`, `3.4 GB`: decimal units, as disks are sold. */
export function bytes(count: number): string {
  let [value, unit] = [count, "bytes"];
  for (const next of ["kB", "MB", "GB", "TB"]) {
    if (value < 1_000) break;
    [value, unit] = [value / 1_000, next];
  }
  return `${value < 10 && unit !== "bytes" ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
