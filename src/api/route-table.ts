import { DaystreakError } from "../core/errors.ts";
import type { Route } from "./route.ts";

/** What stands at a path: its routes by method, and the user named in it. */
export interface Match {
  readonly pattern: string;
  readonly routes: ReadonlyMap<string, Route>;
  /** The decoded `{id}` of the path, if it has one. @throws DaystreakError `request_invalid` */
  userId(): string | undefined;
}

/** Finds what stands at a path; `undefined` where nothing of ours does. */
export type RouteTable = (pathname: string) => Match | undefined;

interface Entry {
  readonly pattern: string;
  readonly segments: readonly string[];
  readonly routes: Map<string, Route>;
}

/** Makes the table: paths without parameters are one look-up, the few others are compared segment by segment. */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const entries = new Map<string, Entry>();
  for (const route of routes) {
    const segments = segmentsOf(route.path);
    const key = segments.join("/");
    const entry = entries.get(key) ?? { pattern: route.path, segments, routes: new Map() };
    entry.routes.set(route.method, route);
    entries.set(key, entry);
  }
  const patterns = [...entries.values()].filter((entry) => entry.segments.includes("{id}"));

  return (pathname) => {
    const segments = segmentsOf(pathname);
    const fixed = entries.get(segments.join("/"));
    if (fixed !== undefined && !patterns.includes(fixed)) return match(fixed, segments);
    const found = patterns.find((entry) => fits(entry.segments, segments));
    return found && match(found, segments);
  };
}

function match(entry: Entry, segments: readonly string[]): Match {
  return {
    pattern: entry.pattern,
    routes: entry.routes,
    userId() {
      const at = entry.segments.indexOf("{id}");
      return at === -1 ? undefined : decode(segments[at] as string);
    },
  };
}

function segmentsOf(pathname: string): string[] {
  return pathname.replace(/^\//, "").replace(/\/$/, "").split("/");
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((expected, at) => (expected === "{id}" ? segments[at] !== "" : expected === segments[at]))
  );
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new DaystreakError("request_invalid", "percent-encode the user id in the path as UTF-8", { cause });
  }
}
