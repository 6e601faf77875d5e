import type { ErrorCode } from "../core/errors.ts";
import type { Scope } from "./api-keys.ts";
import type { Principal } from "./auth.ts";
import type { AnyComponent, Schema } from "./contract/schema.ts";
import type { ApiContext } from "./handler.ts";

/** Who may call: anyone, a user for themselves, any API key or a local caller (`operator`), or a key with a scope. */
export type Access = "public" | "user" | "operator" | Scope;

/** A call that was let in. */
export interface Call {
  readonly request: Request;
  readonly context: ApiContext;
  readonly query: URLSearchParams;
  readonly principal: Principal | undefined;
  /** The user the call is about: the caller, or the one named in the path; empty where it is about nobody. */
  readonly userId: string;
}

/** A parameter as the OpenAPI document describes it; path parameters are found by themselves. */
export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema<unknown>;
  /** @default false */
  readonly required?: boolean;
}

/** One call of the API. The table of routes drives dispatch, access and the OpenAPI document alike. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** As documented; the trailing slash is optional either way. The only path parameter is a user's `{id}`. */
  readonly path: string;
  /** The heading under which the documentation lists it. */
  readonly group:
    | "Activity"
    | "Streak"
    | "Settings"
    | "Notices"
    | "Server to server"
    | "Support"
    | "Administration"
    | "Metrics"
    | "Operations";
  readonly access: Access;
  /** Unique and stable: generated clients name their functions after it. */
  readonly operation: string;
  readonly summary: string;
  /** What more there is to know. */
  readonly description?: string;
  readonly query?: readonly QueryParameter[];
  /** The JSON body with an example, and media types beside JSON with what they carry. */
  readonly body?: {
    readonly example: unknown;
    readonly schema: AnyComponent;
    readonly required: boolean;
    readonly others?: readonly [string, string][];
  };
  readonly answer: {
    readonly description: string;
    readonly schema?: AnyComponent;
    readonly mediaType?: string;
    /** Media types of text that it can have instead. */
    readonly others?: readonly string[];
  };
  /** Whether the answer has an ETag and `If-None-Match` is honoured. @default false */
  readonly tagged?: boolean;
  /** Asked by probes: never counted against a limit. @default false */
  readonly isProbe?: boolean;
  /** Refusals of its own, beside those that every call shares. */
  readonly refusals?: readonly ErrorCode[];
  handle(call: Call): Promise<Response>;
}
