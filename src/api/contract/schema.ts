/** A JSON Schema as it stands in the OpenAPI document. Its values are `T`: schema and type come from one text. */
export interface Schema<T> {
  readonly [keyword: string]: unknown;
  /** Never set: carries the type of the values. */
  readonly "~value"?: T;
}

/** A field that may be left out; see {@link optional}. */
export interface Optional<T> {
  readonly optional: Schema<T>;
}

/** The fields of an object. */
export type Fields = Readonly<Record<string, Schema<unknown> | Optional<unknown>>>;

/** The type of a field's values. */
type ValueOf<F> = F extends Optional<infer T> ? T : F extends Schema<infer T> ? T : never;
type OptionalOf<F extends Fields> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F];

/** The type of an object with these fields. */
export type ObjectOf<F extends Fields> = { -readonly [K in Exclude<keyof F, OptionalOf<F>>]: ValueOf<F[K]> } & {
  -readonly [K in OptionalOf<F>]?: ValueOf<F[K]>;
};

/** What else a schema says of its values: keywords such as `description` and `maxLength`. */
type Keywords = Readonly<Record<string, unknown>>;

/** A named JSON Schema of the contract; its values are `T`. It appears once in the OpenAPI document. */
export interface Component<T> {
  readonly name: string;
  readonly schema: Schema<unknown>;
  /** Never set: carries the type of the values, in both directions, so that schema and type cannot differ. */
  readonly values?: (value: T) => T;
}

/** A named schema whatever its values are. */
export type AnyComponent = Pick<Component<unknown>, "name" | "schema">;

/** Names a schema. Not assignable to the component of a type that says something else. */
export function component<T>(name: string, schema: Schema<T>): Component<T> {
  return { name, schema };
}

/** A reference to a named schema, as it stands in the OpenAPI document. */
export function ref<T>(to: AnyComponent & Pick<Component<T>, "values">): Schema<T> {
  return { $ref: `#/components/schemas/${to.name}` };
}

/** An object; every field that is not {@link optional} is required. */
export function object<const F extends Fields>(fields: F, keywords?: Keywords): Schema<ObjectOf<F>> {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => !isOptional(field)).map(([name]) => name);
  const properties = entries.map(([name, field]) => [name, isOptional(field) ? field.optional : field]);
  return {
    type: "object",
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(properties),
    ...keywords,
  };
}

/** A field that may be left out. */
export function optional<T>(schema: Schema<T>): Optional<T> {
  return { optional: schema };
}

/** A list. */
export function array<T>(items: Schema<T>, keywords?: Keywords): Schema<T[]> {
  return { type: "array", items, ...keywords };
}

/** Text without control characters and halves of characters, which no database would take. */
export const PLAIN_TEXT = "^[^\\p{Cc}\\p{Cs}]*$";

/** A text. */
export function text(keywords?: Keywords): Schema<string> {
  return { type: "string", ...keywords };
}

/** A whole number. */
export function integer(keywords?: Keywords): Schema<number> {
  return { type: "integer", ...keywords };
}

/** True or false. */
export function boolean(keywords?: Keywords): Schema<boolean> {
  return { type: "boolean", ...keywords };
}

/** One of a few strings. */
export function oneOf<const T extends string>(...values: T[]): Schema<T> {
  return { type: "string", enum: values };
}

/** A value that may be null. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return { anyOf: [schema, { type: "null" }] };
}

/** A calendar date. */
export function dateText(description?: string): Schema<string> {
  return { type: "string", format: "date", ...(description && { description }) };
}

/** An instant, ISO 8601 in UTC. */
export function instantText(description?: string): Schema<string> {
  return { type: "string", format: "date-time", ...(description && { description }) };
}

/** A whole number of at least 0. */
export function count(description?: string): Schema<number> {
  return { type: "integer", minimum: 0, ...(description && { description }) };
}

function isOptional(field: Fields[string]): field is Optional<unknown> {
  return "optional" in field;
}
