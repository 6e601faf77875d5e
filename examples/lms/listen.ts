import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Starts a server and resolves once it listens; rejects with a sentence that says what to do. */
export async function listen(app: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(app).listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE")
      throw new Error(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`, { cause });
    if (code === "EACCES")
      throw new Error(`Port ${port} needs more rights. Choose another: PORT=8000 npm start`, { cause });
    throw new Error(`Cannot listen on ${host}:${port}. Check HOST and PORT.`, { cause });
  }
  return server;
}

/** The address to open in a browser. */
export function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  const anywhere = address === "0.0.0.0" || address === "::" || address === "127.0.0.1" || address === "::1";
  return `http://${anywhere ? "localhost" : family === "IPv6" ? `[${address}]` : address}:${port}/`;
}

/** Takes no new requests, lets those under way finish (at most `patience` milliseconds), and closes. */
export async function stop(server: Server, patience: number): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), patience);
  await closed;
  clearTimeout(timer);
}
