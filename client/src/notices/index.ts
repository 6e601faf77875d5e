export { type ClientErrorCode, DaystreakClientError } from "../error.ts";
export type { SessionOptions } from "../session.ts";
export { createPush, type Push, type PushOptions, type PushState } from "./push.ts";
