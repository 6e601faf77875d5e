/**
 * Sends GETs of known users over loopback, from a process of its own, so that only the server's work is counted there:
 * `http-sender.ts USERS`. Every order names a port and a number of requests; the answer comes when the last one was answered.
 */
import { connect, type Socket } from "node:net";
import { ownZone, shuffled, userId } from "./people.ts";

/** What the sender is told. */
export interface SendOrder {
  readonly port: number;
  readonly requests: number;
}

const CONNECTIONS = 32;
const users = Number(process.argv[2]);
const order = shuffled(users, 3);
let turn = 0;

/** Connections stay open from order to order, as a browser's or a proxy's do. */
const byPort = new Map<number, Promise<Lane[]>>();

process.on("message", async ({ port, requests }: SendOrder) => {
  let lanes = byPort.get(port);
  if (lanes === undefined) {
    lanes = Promise.all(Array.from({ length: CONNECTIONS }, () => openLane(port)));
    byPort.set(port, lanes);
  }
  let left = requests;
  const run = async (lane: Lane): Promise<void> => {
    while (left-- > 0) await lane(nextRequest());
  };
  await Promise.all((await lanes).map(run));
  process.send?.("done");
});
process.send?.("ready");

/** Sends one request and waits for its answer. */
type Lane = (request: string) => Promise<void>;

function nextRequest(): string {
  const number = order[turn++ % users] as number;
  const zone = ownZone(number);
  return (
    "GET /api/things/42 HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nUser-Agent: bench\r\n" +
    `X-User: ${userId(number)}\r\n${zone === undefined ? "" : `Daystreak-Zone: ${zone}\r\n`}\r\n`
  );
}

async function openLane(port: number): Promise<Lane> {
  const socket: Socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  socket.setEncoding("latin1");
  let answered: (() => void) | undefined;
  let text = "";
  socket.on("data", (chunk: string) => {
    text += chunk;
    // The answers have a short JSON body in one piece.
    if (!text.endsWith("}")) return;
    if (!text.startsWith("HTTP/1.1 200")) throw new Error(text);
    text = "";
    answered?.();
  });
  socket.on("error", (error) => {
    throw error;
  });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  return (request) =>
    new Promise((resolve) => {
      answered = resolve;
      socket.write(request);
    });
}
