import { kindOfType } from "../core/admission.ts";
import type { PathRule, Rules } from "../core/rules.ts";
import { countsStatus, isBelow, isReading, withSlash } from "./what-counts.ts";

/** What a request means beyond "somebody was here". */
export interface RouteMatch {
  readonly type: string;
  readonly ref?: string;
  /** Commit before the answer goes out. */
  readonly await: boolean;
}

/** Path rules, compiled once. */
export interface RouteTypes {
  /** What an answered request means; `undefined` where no rule matches. */
  match(method: string, path: string, status: number): RouteMatch | undefined;
  /** Whether a rule for this request commits before the answer goes out, should its status match. */
  mayAwait(method: string, path: string): boolean;
}

interface CompiledRule {
  /** What a path without a ref means. */
  readonly bare: RouteMatch;
  /** The ref of a path that matches, `""` where it has none, `undefined` for a path that does not match. */
  readonly refOf: (path: string) => string | undefined;
  readonly allowsMethod: (method: string) => boolean;
  readonly allowsStatus: (status: number) => boolean;
}

/**
 * Compiles path rules. The first rule whose path, method and status match wins. A learning type counts by default only
 * where the app said yes (2xx): a wrong answer refused with 422 solves nothing.
 */
export function compileRoutes(rules: Rules): RouteTypes {
  const compiled = rules.paths.map((rule) => compileRule(rule, rules));
  const awaiting = compiled.filter(({ bare }) => bare.await);
  return {
    match(method, path, status) {
      for (const { bare, refOf, allowsMethod, allowsStatus } of compiled) {
        const ref = refOf(path);
        if (ref === undefined || !allowsMethod(method) || !allowsStatus(status)) continue;
        return ref === "" || bare.type === "streak_update" ? bare : { ...bare, ref };
      }
      return undefined;
    },
    mayAwait(method, path) {
      for (const { refOf, allowsMethod } of awaiting)
        if (allowsMethod(method) && refOf(path) !== undefined) return true;
      return false;
    },
  };
}

function compileRule(rule: PathRule, rules: Rules): CompiledRule {
  const { path, type, methods, statuses } = rule;
  const isLearning = kindOfType(type, rules) === "learning";
  return {
    bare: { type, await: rule.await === true },
    refOf: path.includes("/:") ? patternRef(path) : prefixRef(path),
    allowsMethod: (method) =>
      (methods === undefined || methods.includes(method)) && !(type === "streak_update" && isReading(method)),
    allowsStatus: (status) => {
      if (statuses !== undefined) return statuses.includes(status);
      return isLearning ? status >= 200 && status < 300 : countsStatus(status);
    },
  };
}

/** `/api/lms/lessons/` matches itself and whatever lies below; the ref is the segment that follows. */
function prefixRef(prefix: string): CompiledRule["refOf"] {
  const start = withSlash(prefix);
  return (path) => {
    if (!isBelow(start, path)) return undefined;
    const end = path.indexOf("/", start.length);
    return decoded(path.slice(start.length, end === -1 ? undefined : end));
  };
}

/** `/problems/:ref/submit` matches that shape, trailing slash optional; other `:names` stand for any segment. */
function patternRef(pattern: string): CompiledRule["refOf"] {
  const wanted = segmentsOf(pattern);
  return (path) => {
    const given = segmentsOf(path);
    if (given.length !== wanted.length) return undefined;
    let ref = "";
    for (const [index, segment] of wanted.entries()) {
      const value = given[index] as string;
      if (!segment.startsWith(":")) {
        if (segment !== value) return undefined;
      } else if (value === "") return undefined;
      else if (segment === ":ref") ref = decoded(value);
    }
    return ref;
  };
}

function segmentsOf(path: string): string[] {
  return withSlash(path).slice(1, -1).split("/");
}

/** A segment as text; one that is no text stays as it came. */
function decoded(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
