import { connect, type Socket } from "node:net";

/** A connection that stays open. */
export interface Lane {
  /** Sends one request and waits for its answer. */
  (request: string): Promise<void>;
  close(): void;
}

/** The head of a GET, as a browser's or an app's would be, with what is its user's own. */
export function getText(own: readonly string[]): string {
  const lines = ["GET /api/things/42 HTTP/1.1", "Host: localhost", "Accept: application/json", "User-Agent: bench"];
  return `${[...lines, ...own].join("\r\n")}\r\n\r\n`;
}

/** Opens a connection whose answers all have a short JSON body, with a length. */
export async function openLane(port: number): Promise<Lane> {
  const socket: Socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  socket.setEncoding("latin1");
  let answered: (() => void) | undefined;
  let text = "";
  socket.on("data", (chunk: string) => {
    text += chunk;
    if (!text.endsWith("}")) return;
    if (!text.startsWith("HTTP/1.1 200")) throw new Error(text);
    text = "";
    answered?.();
  });
  socket.on("error", (error) => {
    throw error;
  });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  const lane = (request: string): Promise<void> =>
    new Promise((resolve) => {
      answered = resolve;
      socket.write(request);
    });
  return Object.assign(lane, { close: () => void socket.destroy() });
}
