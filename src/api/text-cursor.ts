import { DaystreakError } from "../core/errors.ts";

/** The text after which a list goes on, as an opaque text for the next call. */
export function formatTextCursor(after: string): string {
  return Buffer.from(after).toString("base64url");
}

/** The text of `cursor`, or `undefined` for the first page. @throws DaystreakError `cursor_invalid` */
export function textCursorOf(query: URLSearchParams): string | undefined {
  const cursor = query.get("cursor");
  if (cursor === null) return undefined;
  const after = Buffer.from(cursor, "base64url").toString();
  if (after !== "" && formatTextCursor(after) === cursor) return after;
  throw new DaystreakError("cursor_invalid", "cursor must be the next_cursor of a page before");
}
