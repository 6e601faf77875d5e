import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { COMPONENTS } from "./components.ts";
import type { AnyComponent } from "./schema.ts";

/** What is wrong with a value: the top-level field, empty for the value itself, and a text. */
export interface Wrong {
  readonly field: string;
  readonly text: string;
}

/** Checks a value; `undefined` where nothing is wrong. */
export type Check = (value: unknown) => Wrong | undefined;

let ajv: Ajv2020 | undefined;
const compiled = new Map<string, ValidateFunction>();

/** Makes the check of a schema of the contract. Formats are read by core, whose texts are better. */
export function createCheck({ name }: AnyComponent): Check {
  return (value) => {
    const validate = compiled.get(name) ?? compile(name);
    return validate(value) ? undefined : wrongOf(validate.errors?.[0]);
  };
}

/** Once per process, when a body of the kind first comes: compiling costs milliseconds, and most kinds are rare. */
function compile(name: string): ValidateFunction {
  if (ajv === undefined) {
    ajv = new Ajv2020({ strict: false, validateFormats: false });
    const schemas = Object.fromEntries(COMPONENTS.map((known) => [known.name, known.schema]));
    ajv.addSchema({ $id: "daystreak", components: { schemas } });
  }
  const validate = ajv.compile({ $ref: `daystreak#/components/schemas/${name}` });
  compiled.set(name, validate);
  return validate;
}

function wrongOf(error: ErrorObject | undefined): Wrong {
  const params = error?.params as { missingProperty?: string; additionalProperty?: string } | undefined;
  const missing = params?.missingProperty ?? params?.additionalProperty;
  const path = error?.instancePath.split("/").slice(1) ?? [];
  const field = path[0] ?? missing ?? "";
  const text =
    params?.additionalProperty !== undefined
      ? `${field} is unknown`
      : `${path.join(".")} ${error?.message ?? "is invalid"}`.trim();
  return { field, text };
}
