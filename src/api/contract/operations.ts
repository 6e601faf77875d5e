import { Type } from "typebox";
import { ERROR_CODES } from "../../core/errors.ts";
import { type AnyComponent, oneOf } from "./schema.ts";

/** Every refusal: RFC 9457 problem+json with a stable code. More members may follow. */
export const PROBLEM: AnyComponent = {
  name: "Problem",
  schema: Type.Object(
    {
      type: Type.String(),
      title: Type.String({ description: "Short, the same for every problem of one code." }),
      status: Type.Integer({ minimum: 400, maximum: 599 }),
      detail: Type.String({ description: "What to do. Texts may change." }),
      code: Type.Unsafe({ type: "string", enum: ERROR_CODES, description: "Stable: branch on this." }),
    },
    { description: "A refusal, as RFC 9457 describes it." },
  ),
};

/** The answer of `GET /healthz`. */
export const HEALTH: AnyComponent = { name: "Health", schema: Type.Object({ status: oneOf("ok") }) };

/** The answer of `GET /readyz`. */
export const READINESS: AnyComponent = {
  name: "Readiness",
  schema: Type.Object({
    status: oneOf("ready"),
    store: oneOf("memory", "sqlite", "postgres"),
    zone_data: Type.String({ description: "The release of the time zone data from which dates are computed." }),
  }),
};
