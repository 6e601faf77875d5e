import { DaystreakError } from "../../core/errors.ts";
import { GROWTH_RATES } from "../../metrics/growth-flows.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { FORECAST, NUMBER } from "../contract/metrics.ts";
import { dateText, integer, text } from "../contract/schema.ts";
import { csvFile, FORMAT, wantsCsv } from "../format.ts";
import { dateOf } from "../query.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";

const DEFAULT_DAYS = 90;
const MAX_DAYS = 730;
const MAX_NEW_USERS = 1e9;

/** `GET /api/admin/what-if/`: what moving a rate of the growth model is worth. */
export function whatIfRoutes(metrics: Metrics): Route[] {
  return [
    {
      method: "GET",
      path: "/api/admin/what-if/",
      group: "Metrics",
      access: "read",
      operation: "getWhatIf",
      summary: "What a growth rate is worth",
      description:
        "Takes the growth states of a date and the rates of the 28 dates up to it, and follows them into the future: as things are, and with the rates that are given. A model, no promise.",
      query: [
        ...GROWTH_RATES.map((name) => ({ name, description: "This rate, moved: 0 to 1.", schema: NUMBER })),
        { name: "new_users", description: "New users a date, moved.", schema: NUMBER },
        {
          name: "days",
          description: "Dates ahead.",
          schema: integer({ minimum: 1, maximum: MAX_DAYS, default: DEFAULT_DAYS }),
        },
        {
          name: "to",
          description: "The last date that is known; yesterday in the app's zone by default.",
          schema: dateText(),
        },
        { name: "group", description: "Counts only the users of this group.", schema: text() },
        FORMAT,
      ],
      answer: { description: "Both ways, date by date.", schema: FORECAST, others: ["text/csv"] },
      refusals: ["date_invalid", "range_invalid", "request_invalid"],
      async handle({ request, query }) {
        const rates = GROWTH_RATES.map((name) => [name, numberOf(query, name, 1)]);
        const days = numberOf(query, "days", MAX_DAYS) ?? DEFAULT_DAYS;
        if (!Number.isInteger(days) || days === 0) throw new DaystreakError("range_invalid", "days must be whole");
        const answer = await metrics.whatIf({
          to: dateOf(query, "to"),
          days,
          rates: Object.fromEntries(rates.filter(([, rate]) => rate !== undefined)),
          newUsers: numberOf(query, "new_users", MAX_NEW_USERS),
          group: query.get("group") || undefined,
        });
        if (!wantsCsv(request, query)) return json(answer);
        return csvFile(
          answer.rows.map((row) => ({ ...row })),
          `what-if-${answer.date}`,
        );
      },
    },
  ];
}

/** @throws DaystreakError `range_invalid` */
function numberOf(query: URLSearchParams, name: string, max: number): number | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  const value = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
  if (value <= max) return value;
  throw new DaystreakError("range_invalid", `${name} must be a number from 0 to ${max}`);
}
