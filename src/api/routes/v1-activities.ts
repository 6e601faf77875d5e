import { DaystreakError } from "../../core/errors.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { bytesOf, mediaTypeOf, readJsonObject } from "../body.ts";
import { REPORT } from "../contract/reports.ts";
import { ACTIVITIES_REQUEST, ACTIVITY } from "../contract/requests.ts";
import { createReadActivity, createReport, type Report, requireActivities } from "../intake.ts";
import { parseJson } from "../json.ts";
import { type Line, linesOf } from "../ndjson.ts";
import { ProblemError } from "../problem.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

const BODY_LIMIT = 8 * 1024 * 1024;
const MAX_ACTIVITIES = 10_000;
const MAX_LINE_BYTES = 64 * 1024;
/** How many lines are recorded at a time: the memory one stream may take. */
const BATCH = 1_000;
const NDJSON = new Set(["application/x-ndjson", "application/ndjson", "application/jsonl"]);

/** `POST /v1/activities`: server to server, any user, any past. */
export function v1ActivitiesRoutes(tracker: Tracker): Route[] {
  const reader = createReadActivity(ACTIVITY);
  return [
    {
      method: "POST",
      path: "/v1/activities",
      group: "Server to server",
      access: "ingest",
      operation: "ingestActivities",
      summary: "Record activities of any users, at any past instant",
      description:
        "A JSON list of at most 10,000 activities and 8 MiB, or a stream of any length with one activity a line. Each is judged by itself. Safe to send again: what is stored already is counted under `duplicates`.",
      body: {
        schema: ACTIVITIES_REQUEST,
        required: true,
        example: {
          activities: [{ user_id: "ada", type: "problem_solved", at: "2026-03-01T20:15:00+01:00", ref: "problem-42" }],
        },
        others: [["application/x-ndjson", "One JSON activity a line."]],
      },
      answer: { description: "What became of each.", schema: REPORT },
      async handle({ request }) {
        const report = createReport({ tracker, source: "key", read: await reader() });
        if (NDJSON.has(mediaTypeOf(request) ?? "")) await takeLines(request, report);
        else await takeList(request, report);
        return json(report.answer());
      },
    },
  ];
}

async function takeList(request: Request, report: Report): Promise<void> {
  const activities = requireActivities(await readJsonObject(request, BODY_LIMIT), MAX_ACTIVITIES);
  // As one batch, in which activities without a zone of their own are dated in the order of their instants.
  await report.take(activities, 0);
}

/** A failure in mid-stream says how many lines are done, though sending all of them again is as good. */
async function takeLines(request: Request, report: Report): Promise<void> {
  let items: unknown[] = [];
  let indexes: number[] = [];
  let linesDone = 0;
  try {
    for await (const line of linesOf(bytesOf(request), MAX_LINE_BYTES)) {
      try {
        items.push(parseLine(line));
        indexes.push(line.index);
      } catch (error) {
        report.reject(line.index, error);
      }
      if (items.length < BATCH) continue;
      await report.take(items, indexes);
      linesDone = line.index + 1;
      items = [];
      indexes = [];
    }
    await report.take(items, indexes);
  } catch (error) {
    if (!(error instanceof DaystreakError)) throw error;
    const { accepted, duplicates } = report.answer();
    throw new ProblemError(
      error.code,
      error.message,
      { lines_done: linesDone, accepted, duplicates },
      { cause: error },
    );
  }
}

function parseLine({ text, broken }: Line): unknown {
  if (broken === "too_long") throw new DaystreakError("body_too_large", `a line holds at most ${MAX_LINE_BYTES} bytes`);
  if (broken === "not_utf8") throw new DaystreakError("json_invalid", "send the line in UTF-8");
  return parseJson(text);
}
