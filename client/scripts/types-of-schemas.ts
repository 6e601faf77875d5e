type TypeName = "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";

/** The part of JSON Schema that the API's contract uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
}

const REF = "#/components/schemas/";

/** Types that a package has already. */
export interface GivenTypes {
  readonly from: string;
  /** Schema → name of the type there. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * TypeScript declarations of the schemas in `names` (schema → name of the type) and of those they refer to, which keep
 * their own names; what is given is imported instead. @throws Error for a schema it cannot express
 */
export function typesOf(
  schemas: Readonly<Record<string, Schema>>,
  names: Readonly<Record<string, string>>,
  given: GivenTypes = { from: "", names: {} },
): string {
  const done = new Map<string, string>();
  const imported = new Set<string>();
  const nameOf = (ref: string): string => {
    const schema = ref.slice(REF.length);
    const there = given.names[schema];
    if (there === undefined) declare(schema);
    else imported.add(there);
    return there ?? names[schema] ?? schema;
  };
  const declare = (name: string): void => {
    const schema = schemas[name];
    if (schema === undefined) throw new Error(`the contract has no schema ${name}`);
    if (done.has(name)) return;
    done.set(name, ""); // its place: first come, first written, also where schemas refer to each other
    const type = typeOf(schema, nameOf);
    const isObject = schema.properties !== undefined;
    const head = `export ${isObject ? "interface" : "type"} ${names[name] ?? name}`;
    done.set(name, `${comment(schema)}${head} ${isObject ? type : `= ${type};`}\n`);
  };
  for (const name of Object.keys(names)) declare(name);
  const types = [...done.values()].join("\n");
  if (imported.size === 0) return types;
  return `import type { ${[...imported].sort().join(", ")} } from ${JSON.stringify(given.from)};\n\n${types}`;
}

function typeOf(schema: Schema, nameOf: (ref: string) => string): string {
  const of = (inner: Schema): string => typeOf(inner, nameOf);
  const union = schema.anyOf ?? schema.oneOf;
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (union !== undefined) return union.map(of).join(" | ");
  if (typeof schema.type === "object") return schema.type.map((type) => of({ type })).join(" | ");
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  switch (schema.type) {
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "number":
    case "integer":
      return "number";
    case "array":
      return schema.items === undefined ? "unknown[]" : `(${of(schema.items)})[]`;
    case "object":
      return objectOf(schema, of);
    default:
      throw new Error(`cannot express ${JSON.stringify(schema)} as a type`);
  }
}

function objectOf(schema: Schema, of: (inner: Schema) => string): string {
  const { properties = {}, required = [], additionalProperties, patternProperties = {} } = schema;
  const others = Object.values(patternProperties)[0] ?? (additionalProperties === true ? {} : additionalProperties);
  const lines = Object.entries(properties).map(
    ([key, inner]) => `${comment(inner)}${key}${required.includes(key) ? "" : "?"}: ${of(inner)};`,
  );
  if (others) lines.push(`[key: string]: ${Object.keys(others).length === 0 ? "unknown" : of(others)};`);
  return `{\n${lines.join("\n")}\n}`;
}

function comment({ description }: Schema): string {
  return description === undefined ? "" : `/** ${description} */\n`;
}
