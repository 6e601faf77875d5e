import type { Client } from "../../client/src/client.ts";
import { createClient, type NativeClientOptions } from "../../client/src/react-native/index.ts";
import { createTestApi, type TestApi, tokenOf } from "../api/support.ts";

/** What the script does with a call: answers it in the server's place, or lets it through with `undefined`. */
export type Meddle = (request: Request) => Promise<Response | undefined> | Response | undefined;

/** A phone whose life is a script, beside the real API; both have one clock, which moves only when told to. */
export interface Phone {
  readonly server: TestApi;
  /** Calls that left the phone. */
  readonly calls: { readonly path: string; readonly headers: Headers; readonly body: string }[];
  /** What `onError` was told. */
  readonly errors: string[];
  /** What survives the app. */
  readonly storage: Map<string, string>;
  /** Starts the app; the one before is dead. */
  launch(options?: Partial<NativeClientOptions>): Client;
  /** Ends the app as the system does: without a word. */
  kill(): void;
  become(state: "active" | "inactive" | "background"): Promise<void>;
  setOnline(isOnline: boolean): Promise<void>;
  /** Lets time pass, in steps, with everything that falls due in it. */
  pass(ms: number): Promise<void>;
  /** Until nothing is under way. */
  settle(): Promise<void>;
  meddle: Meddle | undefined;
  /** Whether time stands still until the server has answered. @default true */
  waitsForServer: boolean;
  /** How far the phone's clock is ahead. */
  clockAhead: number;
}

const STEP_MS = 5_000;

/** Makes a phone that is switched on and has a network. */
export async function createPhone(user = "ada", now = "2026-02-10T12:00:00.000Z"): Promise<Phone> {
  const server = await createTestApi({ now, rules: { trustClient: true } });
  const timers = new Set<{ readonly due: number; readonly run: () => void }>();
  const states = new Set<(state: string) => void>();
  const networks = new Set<(isOnline: boolean) => void>();
  let state = "active";
  let isOnline = true;
  let underWay = 0;
  let life = 0;

  const settle = async (): Promise<void> => {
    for (let idle = 0; idle < 10; idle = phone.waitsForServer && underWay > 0 ? 0 : idle + 1)
      await new Promise(setImmediate);
  };

  const phone: Phone = {
    server,
    calls: [],
    errors: [],
    storage: new Map(),
    meddle: undefined,
    waitsForServer: true,
    clockAhead: 0,
    launch(options = {}) {
      phone.kill();
      const own = life;
      const isDead = (): boolean => own !== life;
      return createClient({
        baseUrl: "http://daystreak.test",
        userId: user,
        token: tokenOf(user),
        appState: {
          get currentState() {
            return state;
          },
          addEventListener(_, listener) {
            states.add(listener);
            return { remove: () => states.delete(listener) };
          },
        },
        connectivity(listener) {
          networks.add(listener);
          return () => networks.delete(listener);
        },
        storage: {
          getItem: async (key) => phone.storage.get(key) ?? null,
          async setItem(key, value) {
            if (!isDead()) phone.storage.set(key, value);
          },
        },
        now: () => server.now() + phone.clockAhead,
        later(run, ms) {
          const timer = { due: server.now() + ms, run: () => isDead() || run() };
          timers.add(timer);
          return () => timers.delete(timer);
        },
        async fetch(input, init) {
          if (isDead()) return new Promise(() => undefined);
          underWay++;
          try {
            if (!isOnline) throw new TypeError("Network request failed");
            const request = new Request(input, init);
            const { pathname } = new URL(request.url);
            phone.calls.push({ path: pathname, headers: request.headers, body: await request.clone().text() });
            const answer = (await phone.meddle?.(request)) ?? ((await server.api(request)) as Response);
            return cutBy(request.signal, answer);
          } finally {
            underWay--;
          }
        },
        onError: ({ code }) => phone.errors.push(code),
        ...options,
      });
    },
    kill() {
      life++;
      timers.clear();
      states.clear();
      networks.clear();
    },
    async become(next) {
      state = next;
      for (const listener of states) listener(next);
      await settle();
    },
    async setOnline(online) {
      isOnline = online;
      for (const listener of networks) listener(online);
      await settle();
    },
    async pass(ms) {
      const end = server.now() + ms;
      while (server.now() < end) {
        server.at(new Date(Math.min(end, server.now() + STEP_MS)).toISOString());
        for (const timer of [...timers]) {
          if (timer.due <= server.now() && timers.delete(timer)) timer.run();
        }
        await settle();
      }
    },
    settle,
  };
  return phone;
}

/** A real network cuts an answer whose asker has gone; in one process nobody does. */
function cutBy(signal: AbortSignal, answer: Response): Response {
  if (answer.body === null) return answer;
  return new Response(answer.body.pipeThrough(new TransformStream(), { signal }), answer);
}

/** The activities that the calls so far carried, in the order of sending. */
export function sentBy({ calls }: Phone): { readonly id: string; readonly type: string; readonly at: number }[] {
  return calls
    .filter(({ path }) => path === "/api/activity/events/")
    .flatMap(({ body }) => JSON.parse(body).activities);
}
