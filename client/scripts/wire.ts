/**
 * `npm run wire` (in `client/`): writes src/wire.ts, the types of the API's answers and requests, from its OpenAPI document.
 * A test fails while the file differs from what this would write.
 */
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createApi } from "../../src/api/create-api.ts";
import { createTracker } from "../../src/index.ts";
import { type GivenTypes, type Schema, typesOf } from "./types-of-schemas.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const file = "client/src/wire.ts";

/** What the client reads and writes, and what it is called there; what these refer to comes along. */
const NAMES: Readonly<Record<string, string>> = {
  Streak: "StreakAnswer",
  Calendar: "CalendarAnswer",
  Explanation: "ExplainAnswer",
  Feed: "FeedAnswer",
  EventsRequest: "EventsRequest",
  Event: "ActivityEvent",
  UserReport: "EventsAnswer",
  LiveUpdate: "LiveUpdate",
  Problem: "Problem",
};

/** The text of src/wire.ts as the contract has it now. */
export function wireTypes(): Promise<string> {
  return typesOfContract(NAMES, "client/scripts/wire.ts");
}

/**
 * Declarations of some schemas of the contract (schema → name of the type), formatted, led by who wrote them; what is
 * given is imported.
 */
export async function typesOfContract(
  names: Readonly<Record<string, string>>,
  writer: string,
  given?: GivenTypes,
): Promise<string> {
  const tracker = await createTracker({ database: "memory:" });
  try {
    const api = createApi({ tracker, operations: { isStopping: () => false } });
    const response = (await api(new Request("http://localhost/openapi.json"))) as Response;
    const { components } = (await response.json()) as { components: { schemas: Record<string, Schema> } };
    const head = `// Written by ${writer} from the API's contract: do not edit.`;
    const text = `${head}\n\n${typesOf(components.schemas, names, given)}`;
    const biome = fileURLToPath(new URL("../../node_modules/@biomejs/biome/bin/biome", import.meta.url));
    const options = { cwd: root, input: text, encoding: "utf8" } as const;
    return execFileSync(process.execPath, [biome, "format", `--stdin-file-path=${file}`], options);
  } finally {
    await tracker.close();
  }
}

if (import.meta.main) await writeFile(`${root}${file}`, await wireTypes());
