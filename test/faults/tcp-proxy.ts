import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";

/** A line to a server that can fall silent or be cut. */
export interface TcpProxy {
  /** The same URL, by way of the proxy. */
  readonly url: string;
  /** From now on bytes are kept, in both directions, as if the server had been stopped: nothing is refused, nothing answered. */
  silence(): void;
  /** Ends every connection and refuses new ones, as if the server had died. */
  cut(): Promise<void>;
  /** Lets everything through again. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a proxy on loopback in front of the server that a URL names. */
export async function openTcpProxy(target: string): Promise<TcpProxy> {
  const url = new URL(target);
  const sockets = new Set<Socket>();
  const kept: (() => void)[] = [];
  let isSilent = false;

  function keep(deliver: () => void): void {
    if (isSilent) kept.push(deliver);
    else deliver();
  }

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.setNoDelay(true);
    from.on("data", (chunk) => keep(() => to.write(chunk)));
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  function accept(client: Socket): void {
    const server = createConnection(Number(url.port), url.hostname);
    join(client, server);
    join(server, client);
  }

  async function listen(port: number): Promise<Server> {
    const listener = createServer(accept).listen(port, "127.0.0.1");
    await once(listener, "listening");
    return listener;
  }

  async function cut(): Promise<void> {
    const ended = once(listener, "close");
    listener.close();
    for (const socket of sockets) socket.destroy();
    await ended;
  }

  let listener = await listen(0);
  const { port } = listener.address() as { port: number };
  url.port = String(port);
  const proxied = url.href;
  url.port = new URL(target).port;
  return {
    url: proxied,
    silence() {
      isSilent = true;
    },
    cut,
    async restore() {
      isSilent = false;
      for (const deliver of kept.splice(0)) deliver();
      if (!listener.listening) listener = await listen(port);
    },
    close: () => (listener.listening ? cut() : Promise.resolve()),
  };
}
