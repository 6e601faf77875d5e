import { readFileSync } from "node:fs";

/** The version of Daystreak, as its package says it. */
export function packageVersion(): string {
  const path = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
