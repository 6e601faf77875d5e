/** One file of the published package. */
export interface ClientEntry {
  /** Below `src`. */
  readonly input: string;
  /** Below `dist`. */
  readonly file: string;
  /** What it may weigh minified and gzipped, in bytes. */
  readonly limit?: number;
  /** For pages without modules: the name under which its exports are found. @default a module */
  readonly global?: string;
}

/** Every file of the published package. */
export const ENTRIES: readonly ClientEntry[] = [
  { input: "core-client.ts", file: "core.js", limit: 4_000 },
  { input: "index.ts", file: "index.js", limit: 7_000 },
  { input: "index.ts", file: "daystreak.js", limit: 7_000, global: "Daystreak" },
  { input: "react/index.ts", file: "react.js", limit: 2_000 },
  { input: "react-native/index.ts", file: "react-native.js" },
  { input: "elements/index.ts", file: "elements.js", limit: 16_000 },
  { input: "elements/index.ts", file: "daystreak-elements.js", limit: 16_000, global: "DaystreakElements" },
  { input: "notices/index.ts", file: "notices.js", limit: 3_000 },
  { input: "notices/worker.ts", file: "notices-worker.js", limit: 1_000 },
  { input: "notices/worker.ts", file: "daystreak-notices-worker.js", limit: 1_000, global: "DaystreakNotices" },
];
