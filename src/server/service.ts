import { type Logger, pino } from "pino";
import { createApi, liveOf } from "../api/create-api.ts";
import type { ApiHandler } from "../api/handler.ts";
import { createLimits } from "../api/limits.ts";
import { problem } from "../api/problem.ts";
import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { zoneDataVersion } from "../core/zones.ts";
import { openStore } from "../storage/open.ts";
import { createTracker } from "../tracker/create-tracker.ts";
import { createSweep } from "../tracker/sweep.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { ServerConfig } from "./config.ts";
import { withCors } from "./cors.ts";
import { createCredentials } from "./credentials.ts";
import { demoAccess, demoText } from "./demo.ts";
import { createListener } from "./listener.ts";
import type { ApplicationBehind, PassageParts } from "./proxy/create-passage.ts";
import { trustOf } from "./proxy/trusted.ts";
import type { ProxyConfig } from "./proxy-config.ts";
import { createTelemetry, type Telemetry } from "./telemetry/telemetry.ts";
import { readZoneFile } from "./zone-file.ts";

/** A running service. */
export interface Service {
  /** Where it listens, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly tracker: Tracker;
  /** Reads the file of time zone data again, where one is configured; what is in use stays where it cannot be read. */
  readonly reload?: () => Promise<void>;
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
export async function serve(config: ServerConfig | ProxyConfig, options: ServeOptions = {}): Promise<Service> {
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
  const credentials = createCredentials(config, tracker.store.shared, clock, logger);
  const api = createApi({
    tracker,
    live,
    authenticate: credentials.authenticate,
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
  const trusts = trustOf(config.trustedProxies);
  const elsewhere = "passage" in config ? await behind({ config, trusts, telemetry, logger }) : undefined;
  elsewhere?.track(tracker, credentials);
  const listener = createListener({
    handler: withCors(gate, config.corsOrigins),
    logger,
    watch: telemetry.watchRequest,
    trusts,
    ...(elsewhere !== undefined && { elsewhere }),
  });

  const reload = async (path: string): Promise<void> => {
    try {
      await tracker.store.useZones(readZoneFile(path));
      logger.info({ zone_data: zoneDataVersion() }, "zone data read again");
    } catch (error) {
      onError(error);
    }
  };
  const stop = async (): Promise<void> => {
    logger.info({ in_flight: listener.inFlight.count }, "stopping");
    live.close();
    // A service tells callers to go elsewhere until it is gone; who asks for the application has nowhere else to go.
    if (elsewhere !== undefined) listener.stopAccepting();
    await within(listener.inFlight.idle(), stopWithinMs);
    elsewhere?.close();
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
    const { zoneData } = config;
    const url = await listener.listen(config.host, config.port);
    sweep.start();
    const zones = { default_zone: config.defaultZone, zone_data: zoneDataVersion() };
    logger.info({ url, store: tracker.store.kind, ...zones }, "listening");
    if (config.demo) print(demoText(url, demoAccess(config)));
    return { url, tracker, close, ...(zoneData !== undefined && { reload: () => reload(zoneData) }) };
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
    const { rules, defaultZone, zoneData } = config;
    if (zoneData !== undefined) await store.useZones(readZoneFile(zoneData));
    return await createTracker({ store, ...(rules !== undefined && { rules }), defaultZone, clock, observer, onError });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Loaded where it is wanted alone: a service without an application behind it does not pay for one. */
async function behind(parts: PassageParts): Promise<ApplicationBehind> {
  return (await import("./proxy/create-passage.ts")).createPassage(parts);
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
