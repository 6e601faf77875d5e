import { ERROR_CODES } from "../../core/errors.ts";
import { type AnyComponent, integer, object, oneOf, text } from "./schema.ts";

/** Every refusal: RFC 9457 problem+json with a stable code. More members may follow. */
export const PROBLEM: AnyComponent = {
  name: "Problem",
  schema: object(
    {
      type: text(),
      title: text({ description: "Short, the same for every problem of one code." }),
      status: integer({ minimum: 400, maximum: 599 }),
      detail: text({ description: "What to do. Texts may change." }),
      code: { type: "string", enum: ERROR_CODES, description: "Stable: branch on this." },
    },
    { description: "A refusal, as RFC 9457 describes it." },
  ),
};

/** The answer of `GET /healthz`. */
export const HEALTH: AnyComponent = { name: "Health", schema: object({ status: oneOf("ok") }) };

/** The answer of `GET /readyz`. */
export const READINESS: AnyComponent = {
  name: "Readiness",
  schema: object({
    status: oneOf("ready"),
    store: oneOf("memory", "sqlite", "postgres"),
    zone_data: text({ description: "The release of the time zone data from which dates are computed." }),
  }),
};
