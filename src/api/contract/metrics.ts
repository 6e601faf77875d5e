import { UNITS } from "../../metrics/metric.ts";
import { type AnyComponent, array, dateText, object, oneOf, text } from "./schema.ts";

/** A row of a series: its first column says what it is about, the others are numbers. */
const ROW = { type: "object", additionalProperties: { type: ["string", "number", "null"] } };

/** The answer of `GET /api/admin/metrics/{name}/`. */
export const SERIES: AnyComponent = {
  name: "Series",
  schema: object({
    name: text(),
    from: dateText(),
    to: dateText(),
    unit: oneOf(...UNITS),
    definition: text({ description: "How it is counted, in words." }),
    rows: array(ROW, { description: "One a date, cohort, length or level." }),
  }),
};

/** The answer of `GET /api/admin/metrics/`. */
export const METRIC_LIST: AnyComponent = {
  name: "MetricList",
  schema: object({
    metrics: array(
      object({
        name: text(),
        title: text(),
        unit: oneOf(...UNITS),
        definition: text(),
        columns: { type: "object", additionalProperties: { type: "string" } },
        has_periods: { type: "boolean", description: "Whether `period` means anything." },
      }),
    ),
  }),
};
