import { type Static, type TSchema, type TUnsafe, Type } from "typebox";

/** A named JSON Schema of the contract; its values are `T`. It appears once in the OpenAPI document. */
export interface Component<T> {
  readonly name: string;
  readonly schema: TSchema;
  /** Never set: carries the type of the values, in both directions, so that schema and type cannot differ. */
  readonly values?: (value: T) => T;
}

/** A named schema whatever its values are. */
export type AnyComponent = Pick<Component<unknown>, "name" | "schema">;

/** Names a schema. Not assignable to the component of a type that says something else. */
export function component<S extends TSchema>(name: string, schema: S): Component<Static<S>> {
  return { name, schema };
}

/** A reference to a named schema, as it stands in the OpenAPI document. */
export function ref<T>(to: AnyComponent & Pick<Component<T>, "values">): TUnsafe<T> {
  return Type.Unsafe<T>({ $ref: `#/components/schemas/${to.name}` });
}

/** One of a few strings. */
export function oneOf<const T extends string>(...values: T[]): TUnsafe<T> {
  return Type.Unsafe<T>({ type: "string", enum: values });
}

/** A value that may be null. */
export function nullable<S extends TSchema>(schema: S): TUnsafe<Static<S> | null> {
  return Type.Unsafe<Static<S> | null>({ anyOf: [schema, { type: "null" }] });
}

/** A calendar date. */
export function dateText(description?: string): TUnsafe<string> {
  return Type.Unsafe<string>({ type: "string", format: "date", ...(description && { description }) });
}

/** An instant, ISO 8601 in UTC. */
export function instantText(description?: string): TUnsafe<string> {
  return Type.Unsafe<string>({ type: "string", format: "date-time", ...(description && { description }) });
}

/** A whole number of at least 0. */
export function count(description?: string): TUnsafe<number> {
  return Type.Unsafe<number>({ type: "integer", minimum: 0, ...(description && { description }) });
}
