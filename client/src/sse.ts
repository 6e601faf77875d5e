/** One message of an event stream. */
export interface SseMessage {
  readonly event: string;
  readonly data: string;
  /** The last id so far, which may come from an earlier message. */
  readonly id: string;
}

/**
 * Reads an event stream as the HTML standard describes it, in pieces that may end anywhere. A message counts once the
 * blank line after it has come: half of one is none.
 */
export function createSseReader(tell: (message: SseMessage) => void): (piece: string) => void {
  let rest = "";
  let event = "";
  let data: string[] = [];
  let id = "";

  const line = (text: string): void => {
    if (text === "") {
      if (data.length > 0) tell({ event: event || "message", data: data.join("\n"), id });
      event = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
    else if (field === "id" && !value.includes("\0")) id = value;
  };

  return (piece) => {
    // A line feed that belongs to a carriage return may only come with the next piece.
    const text = rest + piece;
    const end = text.endsWith("\r") ? text.length - 1 : text.length;
    const lines = text.slice(0, end).split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? "") + text.slice(end);
    for (const each of lines) line(each);
  };
}
