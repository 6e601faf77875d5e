import { DaystreakError } from "../core/errors.ts";
import { readJsonObject } from "./body.ts";
import type { Component } from "./contract/schema.ts";
import { createCheck } from "./contract/validator.ts";

/** Bytes: what says what to do is short. */
const LIMIT = 16 * 1024;

/** Reads the body of a request; one without a body counts as `{}`. @throws DaystreakError `body_invalid` and those of a JSON body */
export type ReadBody<T> = (request: Request) => Promise<T>;

/** Makes the reader of bodies of a schema: what it gives is what the schema says. `limit` is in bytes. */
export function createReadBody<T>(schema: Component<T>, limit: number = LIMIT): ReadBody<T> {
  const checkOf = createCheck(schema);
  return async (request) => {
    const body = (await readJsonObject(request, limit)) ?? {};
    const wrong = (await checkOf())(body);
    if (wrong !== undefined) throw new DaystreakError("body_invalid", wrong.text);
    return body as T;
  };
}
