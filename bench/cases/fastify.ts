import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type FastifyInstance, type FastifyPluginCallback, fastify } from "fastify";
import { daystreak } from "../../src/adapters/fastify.ts";
import { exactly } from "../support/bar.ts";
import type { BenchCase } from "../support/bench-case.ts";
import type { SendOrder } from "../support/http-sender.ts";
import { markUsers } from "../support/marked-users.ts";
import { interleave } from "../support/rounds.ts";
import { estimate, perRound } from "../support/statistics.ts";

const MIN_ROUNDS = 25;

/**
 * What the bundle adds to a GET: processor time of this process, user and system, over real requests of a sender in
 * another process. Real ones, since `inject` leaves out the sockets and what the hooks cost between them. Three apps that
 * differ in nothing else: the bundle, an empty `onResponse` hook, and the same empty hook once more (the A/A pair).
 */
export const fastifyCase: BenchCase = async (context) => {
  const { name, sizes } = context;
  const { tracker } = await markUsers(context);
  const before = { statements: tracker.store.stats().statements, marked: tracker.stats().marked };
  const apps = {
    bundle: await startApp(daystreak(tracker, { user: (request) => request.headers["x-user"] as string })),
    empty: await startApp(emptyHook),
    again: await startApp(emptyHook),
  };
  const sender = fork(join(import.meta.dirname, "../support/http-sender.ts"), [String(sizes.known)]);
  await once(sender, "message");
  const rounds = Math.max(sizes.rounds, MIN_ROUNDS);
  try {
    const cpu = await interleave(rounds, {
      bundle: () => cpuOfRound(sender, apps.bundle, sizes.requests),
      empty: () => cpuOfRound(sender, apps.empty, sizes.requests),
      again: () => cpuOfRound(sender, apps.again, sizes.requests),
    });
    const marked = tracker.stats().marked - before.marked;
    const sent = (rounds + 2) * sizes.requests;
    if (marked !== sent) throw new Error(`${marked} of ${sent} requests were known`);
    const statements = tracker.store.stats().statements - before.statements;
    const minus = (a: number, b: number): number => a - b;
    const unit = "µs";
    const added = estimate(perRound(cpu.bundle, cpu.empty, minus));
    return [
      { name, what: "CPU that the bundle adds", bar: { kind: "at most", value: 2 }, unit, measured: added },
      {
        name,
        what: "A/A pair: an empty hook against itself",
        unit,
        measured: estimate(perRound(cpu.again, cpu.empty, minus)),
      },
      { name, what: "CPU of the GET itself", unit, measured: estimate(cpu.empty) },
      { name, what: "statements sent", bar: { kind: "at most", value: 0 }, unit: "", measured: exactly(statements) },
    ];
  } finally {
    sender.disconnect();
    sender.kill();
    for (const { app } of Object.values(apps)) await app.close();
    await tracker.close();
  }
};

interface RunningApp {
  readonly app: FastifyInstance;
  readonly port: number;
}

const emptyHook: FastifyPluginCallback = Object.assign(
  (app: FastifyInstance, _options: unknown, done: () => void): void => {
    app.addHook("onResponse", (_request, _reply, finished) => finished());
    done();
  },
  { [Symbol.for("skip-override")]: true },
);

async function startApp(plugin: FastifyPluginCallback): Promise<RunningApp> {
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.register(plugin);
  app.get("/api/things/:id", async (request) => ({ id: (request.params as { id: string }).id, name: "a thing" }));
  await app.listen({ host: "127.0.0.1", port: 0 });
  return { app, port: (app.server.address() as AddressInfo).port };
}

/** @returns microseconds a request */
async function cpuOfRound(sender: ChildProcess, { port }: RunningApp, requests: number): Promise<number> {
  const done = once(sender, "message");
  const before = process.cpuUsage();
  const content: SendOrder = { port, requests };
  sender.send(content);
  await done;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}
