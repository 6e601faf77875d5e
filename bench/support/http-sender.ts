/**
 * Sends GETs of known users over loopback, from a process of its own, so that only the server's work is counted there:
 * `http-sender.ts USERS`. Every order names a port and a number of requests; the answer comes when the last one was answered.
 */
import { getText, type Lane, openLane } from "./lanes.ts";
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

function nextRequest(): string {
  const number = order[turn++ % users] as number;
  const zone = ownZone(number);
  return getText([`X-User: ${userId(number)}`, ...(zone === undefined ? [] : [`Daystreak-Zone: ${zone}`])]);
}
