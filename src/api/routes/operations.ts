import { DaystreakError } from "../../core/errors.ts";
import { zoneDataVersion } from "../../core/zones.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { HEALTH, READINESS } from "../contract/operations.ts";
import { DOCS_POLICY } from "../docs-page.ts";
import { json, text } from "../reply.ts";
import type { Route } from "../route.ts";

/** What the service knows about itself. */
export interface Operations {
  /** Whether the process is about to stop and wants no new calls. */
  readonly isStopping: () => boolean;
  /** The metrics of the process in the text format of Prometheus. @default there is no `/metrics` */
  readonly metrics?: () => Promise<string>;
}

/** Health, readiness and the documentation; `openApi` and `docs` are rendered from the finished table of routes. */
export function operationsRoutes(
  tracker: Tracker,
  { isStopping, metrics }: Operations,
  openApi: () => string,
  docs: () => string,
): Route[] {
  const common = { method: "GET", group: "Operations" } as const;
  return [
    {
      ...common,
      path: "/healthz",
      access: "public",
      isProbe: true,
      operation: "getHealth",
      summary: "Whether the process lives",
      answer: { description: "It does.", schema: HEALTH },
      handle: async () => json({ status: "ok" }, { "cache-control": "no-store" }),
    },
    {
      ...common,
      path: "/readyz",
      access: "public",
      isProbe: true,
      operation: "getReadiness",
      summary: "Whether calls should be sent here",
      description: "503 while the database does not answer, and from the moment the process is told to stop.",
      answer: { description: "They should.", schema: READINESS },
      refusals: ["closed", "storage_unavailable"],
      async handle() {
        if (isStopping()) throw new DaystreakError("closed", "this process is stopping; send calls to another one");
        await tracker.store.ping();
        const answer = { status: "ready", store: tracker.store.kind, zone_data: zoneDataVersion() };
        return json(answer, { "cache-control": "no-store" });
      },
    },
    {
      ...common,
      path: "/openapi.json",
      access: "public",
      operation: "getOpenApi",
      summary: "This API as an OpenAPI 3.1 document",
      answer: { description: "The document.", mediaType: "application/json" },
      handle: async () => text(openApi(), "application/json", { "cache-control": "no-cache" }),
    },
    {
      ...common,
      path: "/docs",
      access: "operator",
      operation: "getDocs",
      summary: "This API as a page to read",
      description: "For callers on the same machine, or with an API key.",
      answer: { description: "The page.", mediaType: "text/html" },
      async handle() {
        const headers = { "cache-control": "no-cache", "content-security-policy": DOCS_POLICY };
        return text(docs(), "text/html; charset=utf-8", headers);
      },
    },
    ...(metrics === undefined
      ? []
      : [
          {
            ...common,
            path: "/metrics",
            access: "operator",
            operation: "getMetrics",
            summary: "Metrics of this process for Prometheus",
            description: "For callers on the same machine, or with an API key.",
            answer: { description: "The text format, version 0.0.4.", mediaType: "text/plain" },
            handle: async () =>
              text(await metrics(), "text/plain; version=0.0.4; charset=utf-8", { "cache-control": "no-store" }),
          } satisfies Route,
        ]),
  ];
}
