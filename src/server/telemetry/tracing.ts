import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { DaystreakError } from "../../core/errors.ts";
import type { TrackerObserver } from "../../tracker/observer.ts";
import type { WatchRequest } from "./request-watch.ts";

/** The spans of a service: nothing at all where no OpenTelemetry SDK is registered. */
export interface Tracing {
  /** One span per request, a child of the caller's where it sends `traceparent`. */
  readonly watchRequest: WatchRequest;
  /** One span per write and per round of the sweep, each the root of its own trace: they serve many requests. */
  readonly observer: TrackerObserver;
}

/** Makes the spans of a service, named by the stable HTTP conventions of OpenTelemetry. */
export function createTracing(version: string): Tracing {
  const tracer: Tracer = trace.getTracer("daystreak", version);

  return {
    watchRequest({ method, headers }) {
      const parent = propagation.extract(ROOT_CONTEXT, headers);
      const attributes = { "http.request.method": method };
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
      const within = trace.setSpan(parent, span);
      return {
        run: (answer) => context.with(within, answer),
        ended({ route, status }) {
          span.updateName(`${method} ${route}`);
          span.setAttributes({ "http.route": route, "http.response.status_code": status });
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    observer: {
      writing({ users, changes }) {
        const attributes = { "daystreak.users": users, "daystreak.changes": changes };
        const span = tracer.startSpan("daystreak.flush", { root: true, attributes });
        return (error) => end(span, error);
      },
      sweeping() {
        const span = tracer.startSpan("daystreak.sweep", { root: true });
        return (round, error) => {
          if (round !== undefined) {
            span.setAttributes({ "daystreak.users": round.users, "daystreak.parts": round.parts });
          }
          end(span, error);
        };
      },
    },
  };
}

function end(span: Span, error: DaystreakError | undefined): void {
  if (error !== undefined) {
    span.setAttribute("error.type", error.code);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  }
  span.end();
}
