import { pathOf } from "../../adapters/request-head.ts";
import { isBelow, withSlash } from "../../tracker/what-counts.ts";

/**
 * Makes the test for requests that Daystreak answers itself: by request target, as it came. A path that would be another
 * one after tidying (`/api/activity/../x`) is nobody's but the application's.
 */
export function createOwnPaths(paths: readonly string[]): (target: string) => boolean {
  const folders = paths.map(withSlash);
  return (target) => {
    const path = pathOf(target);
    for (const folder of folders) {
      if (isBelow(folder, path)) return URL.parse(path, "http://localhost")?.pathname === path;
    }
    return false;
  };
}
