import { type Logger, pino } from "pino";
import { createApiKeys, hashKey } from "../api/api-keys.ts";
import { createAuthenticate } from "../api/auth.ts";
import { createApi, liveOf } from "../api/create-api.ts";
import type { ApiHandler } from "../api/handler.ts";
import { createJwks } from "../api/jwks.ts";
import { createVerifyToken } from "../api/jwt.ts";
import { createLimits } from "../api/limits.ts";
import { problem } from "../api/problem.ts";
import { createStoredKeys, firstOf } from "../api/stored-keys.ts";
import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { openStore } from "../storage/open.ts";
import { createTracker } from "../tracker/create-tracker.ts";
import { createSweep } from "../tracker/sweep.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { ServerConfig } from "./config.ts";
import { withCors } from "./cors.ts";
import { demoAccess, demoText } from "./demo.ts";
import { createListener } from "./listener.ts";
import { createTelemetry, type Telemetry } from "./telemetry/telemetry.ts";

/** As long as what HS256 makes of it (RFC 7518). */
const SAFE_SECRET_BYTES = 32;

/** A running service. */
export interface Service {
  /** Where it listens, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly tracker: Tracker;
  /** Turns `/readyz` to 503, finishes what was accepted, lets go of the database. Safe to call twice. */
  close(): Promise<void>;
}

/** What a host of the service may bring itself. */
export interface ServeOptions {
  /** @default structured lines on standard output */
  readonly logger?: Logger;
  /** Milliseconds since 1970. @default Date.now */
  readonly clock?: () => Instant;
  /** Where the demo's keys go. @default standard error */
  readonly print?: (text: string) => void;
  /** How long a stop waits for calls under way before it cuts them. @default 10000 */
  readonly stopWithinMs?: number;
}

/**
 * Runs the service: the one place that wires store, tracker, API and listener. Migrates the database first.
 * @throws DaystreakError `config_invalid`, `storage_unavailable`, `schema_too_new`
 */
export async function serve(config: ServerConfig, options: ServeOptions = {}): Promise<Service> {
  const { logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }), clock = Date.now } = options;
  const { print = (text) => process.stderr.write(text), stopWithinMs = 10_000 } = options;
  const telemetry = createTelemetry();
  const onError = (error: unknown): void => {
    telemetry.failed(error);
    logger.error({ err: error }, "failure");
  };

  const tracker = await openTracker(config, clock, telemetry, onError);
  telemetry.collect(tracker);
  const sweep = createSweep({ tracker, observer: telemetry.observer });
  let stopping: Promise<void> | undefined;
  const live = liveOf(tracker);
  const api = createApi({
    tracker,
    live,
    authenticate: authenticateOf(config, tracker, clock, logger),
    operations: { isStopping: () => stopping !== undefined, metrics: telemetry.metrics },
    limits: createLimits(config.limits),
    onError,
  });
  const gate: ApiHandler = async (request, context) => {
    const isProbe = /^\/(healthz|readyz)\/?$/.test(new URL(request.url).pathname);
    if (stopping === undefined || isProbe) return api(request, context);
    const response = problem(new DaystreakError("closed", "this process is stopping; send the call again"));
    response.headers.set("connection", "close");
    return response;
  };
  const listener = createListener({
    handler: withCors(gate, config.corsOrigins),
    logger,
    watch: telemetry.watchRequest,
    trustedProxies: config.trustedProxies,
  });

  const stop = async (): Promise<void> => {
    logger.info({ in_flight: listener.inFlight.count }, "stopping");
    live.close();
    await within(listener.inFlight.idle(), stopWithinMs);
    await listener.close();
    await sweep.stop();
    await tracker.close();
    logger.info("stopped");
  };
  const close = (): Promise<void> => {
    stopping ??= stop();
    return stopping;
  };

  try {
    const url = await listener.listen(config.host, config.port);
    sweep.start();
    logger.info({ url, store: tracker.store.kind, default_zone: config.defaultZone }, "listening");
    if (config.demo) print(demoText(url, demoAccess(config)));
    return { url, tracker, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openTracker(
  config: ServerConfig,
  clock: () => Instant,
  { observer }: Telemetry,
  onError: (error: unknown) => void,
): Promise<Tracker> {
  const store = await openStore(config.databaseUrl);
  try {
    const { rules, defaultZone } = config;
    return await createTracker({ store, ...(rules !== undefined && { rules }), defaultZone, clock, observer, onError });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The key of the configuration is known without the database, so that it can always make others. */
function authenticateOf(
  { jwt, apiKey }: ServerConfig,
  { store }: Tracker,
  clock: () => Instant,
  logger: Logger,
): ReturnType<typeof createAuthenticate> {
  const { keys, ...claims } = jwt;
  if ("secret" in keys && Buffer.byteLength(keys.secret) < SAFE_SECRET_BYTES) {
    logger.warn(`the secret of tokens is short: take at least ${SAFE_SECRET_BYTES} random bytes`);
  }
  const onError = (error: unknown): void => logger.warn({ err: error }, "keys of the token issuer not fetched");
  const verifyToken = createVerifyToken({
    ...claims,
    keys: "secret" in keys ? keys : { jwks: createJwks({ url: keys.jwksUrl, onError }) },
    now: clock,
  });
  const scopes = new Set(["admin"] as const);
  const first = apiKey === undefined ? [] : [{ id: "first", name: "first", hash: hashKey(apiKey), scopes }];
  return createAuthenticate({ verifyToken, keys: firstOf(createApiKeys(first), createStoredKeys(store.shared)) });
}

/** Waits for work, but not for ever: one sender that never ends must not keep the process alive. */
async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
