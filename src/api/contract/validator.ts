import type { Ajv2020, ErrorObject } from "ajv/dist/2020.js";
import { COMPONENTS } from "./components.ts";
import type { AnyComponent } from "./schema.ts";

/** What is wrong with a value: the top-level field, empty for the value itself, and a text. */
export interface Wrong {
  readonly field: string;
  readonly text: string;
}

/** Checks a value; `undefined` where nothing is wrong. */
export type Check = (value: unknown) => Wrong | undefined;

let ajv: Promise<Ajv2020> | undefined;
const checks = new Map<string, Promise<Check>>();

/**
 * Makes the check of a schema of the contract: when a body of the kind first comes, since compiling costs milliseconds
 * and most kinds are rare. Formats are read by core, whose texts are better.
 */
export function createCheck({ name }: AnyComponent): () => Promise<Check> {
  return () => {
    const check = checks.get(name) ?? compile(name);
    checks.set(name, check);
    return check;
  };
}

async function compile(name: string): Promise<Check> {
  ajv ??= load();
  const validate = (await ajv).compile({ $ref: `daystreak#/components/schemas/${name}` });
  return (value) => (validate(value) ? undefined : wrongOf(validate.errors?.[0]));
}

async function load(): Promise<Ajv2020> {
  const { Ajv2020: Validator } = await import("ajv/dist/2020.js");
  // That the schemas are sound is known: whoever sends the first body need not wait until it is proven again.
  const validator = new Validator({ strict: false, validateFormats: false, meta: false, validateSchema: false });
  const schemas = Object.fromEntries(COMPONENTS.map((known) => [known.name, known.schema]));
  return validator.addSchema({ $id: "daystreak", components: { schemas } });
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
