import { type ErrorCode, statusOf } from "../core/errors.ts";
import { COMPONENTS } from "./contract/components.ts";
import { PROBLEM } from "./contract/operations.ts";
import type { AnyComponent } from "./contract/schema.ts";
import type { Route } from "./route.ts";

/** An operation of the document. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: unknown;
}

/** Schemas by media type. */
export type Content = Readonly<Record<string, { readonly schema: unknown; readonly example?: unknown }>>;

/** The OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>>; readonly securitySchemes: unknown };
}

const GROUPS: Readonly<Record<Route["group"], string>> = {
  Activity: "What a user did: reported by the user's own app.",
  Streak: "What it led to.",
  Settings: "Zone, goal, rest days and switches.",
  Notices: "Reminders and news: what was told, where it goes, and what became of it.",
  "Server to server": "For a platform's own servers, with an API key.",
  Support: "What support staff do for a user. Every act has a reason and is kept in the audit.",
  Administration: "For admin keys, and users whose token carries the admin claim.",
  Metrics: "Exact numbers about all users, as of now.",
  Operations: "For those who run the service.",
};

/** Describes a table of routes as an OpenAPI 3.1 document, from the schemas that check the requests. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = path;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Daystreak",
      version: "1",
      description:
        "Activity and streaks for learning platforms. JSON, snake_case; the trailing slash is optional. A user's access token acts for that user; an API key speaks for the platform. Refusals are problem+json with a stable `code`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(GROUPS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: Object.fromEntries(COMPONENTS.map(({ name, schema }) => [name, schema])),
      securitySchemes: {
        userToken: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "The user's access token." },
        adminSession: {
          type: "apiKey",
          in: "cookie",
          name: "daystreak-admin",
          description: "Whoever is signed in to the dashboard; over HTTPS the name begins with `__Host-`.",
        },
        apiKey: { type: "http", scheme: "bearer", description: "An API key of the platform; it contains no dots." },
      },
    },
  };
}

function operationOf(route: Route): Operation {
  const parameters = parametersOf(route);
  return {
    operationId: route.operation,
    tags: [route.group],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body !== undefined && { requestBody: requestBodyOf(route.body) }),
    responses: {
      200: answerOf(route),
      ...(route.tagged && { 304: { description: "Nothing changed." } }),
      ...refusalsOf(route),
    },
  };
}

function parametersOf(route: Route): Parameter[] {
  const query = route.query ?? [];
  return [
    ...(route.path.includes("{id}")
      ? [
          {
            name: "id",
            in: "path",
            required: true,
            description: "The user's id, percent-encoded.",
            schema: { type: "string" },
          } as const,
        ]
      : []),
    ...query.map(
      ({ name, description, schema, required = false }) =>
        ({ name, in: "query", required, description, schema }) as const,
    ),
    ...(route.tagged
      ? [
          {
            name: "If-None-Match",
            in: "header",
            required: false,
            description: "The ETag of an earlier answer.",
            schema: { type: "string" },
          } as const,
        ]
      : []),
  ];
}

function securityOf({ access }: Route): Operation["security"] {
  if (access === "public") return [];
  if (access === "user") return [{ userToken: [] }];
  return access === "operator" ? [{}, { apiKey: [] }] : [{ apiKey: [access] }, { adminSession: [] }];
}

function isForAdmins(access: Route["access"]): boolean {
  return access !== "public" && access !== "user";
}

function requestBodyOf(body: NonNullable<Route["body"]>): NonNullable<Operation["requestBody"]> {
  const others = body.others ?? [];
  return {
    required: body.required,
    content: {
      "application/json": { schema: refTo(body.schema), example: body.example },
      ...Object.fromEntries(others.map(([type, description]) => [type, { schema: { type: "string", description } }])),
    },
  };
}

function answerOf({ answer }: Route): { description: string; content: Content } {
  const schema =
    answer.schema === undefined
      ? { type: answer.mediaType === "application/json" ? "object" : "string" }
      : refTo(answer.schema);
  const others = (answer.others ?? []).map((mediaType) => [mediaType, { schema: { type: "string" } }] as const);
  const content = { [answer.mediaType ?? "application/json"]: { schema }, ...Object.fromEntries(others) };
  return { description: answer.description, content };
}

/** The refusals of a route by status, those included that its access, body and path bring with them. */
function refusalsOf(route: Route): Operation["responses"] {
  const codes = new Set<ErrorCode>(route.refusals);
  const add = (...more: ErrorCode[]): void => {
    for (const code of more) codes.add(code);
  };
  if (route.access !== "public") add("credentials_missing", "token_invalid", "scope_missing");
  if (isForAdmins(route.access) && route.method !== "GET") add("origin_forbidden");
  if (route.body !== undefined)
    add("json_invalid", "body_invalid", "request_invalid", "body_too_large", "media_type_unsupported");
  if (route.access === "user" || route.path.includes("{id}")) add("user_id_invalid");
  if (route.path.includes("{id}")) add("request_invalid");
  if (route.isProbe !== true) add("rate_limited", "request_invalid");
  if (route.group !== "Operations") add("overloaded", "storage_unavailable", "closed", "internal");
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      {
        description: some.map((code) => `\`${code}\``).join(", "),
        content: { "application/problem+json": { schema: refTo(PROBLEM) } },
      },
    ]),
  );
}

function refTo({ name }: AnyComponent): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
