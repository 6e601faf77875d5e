import { type Logger, pino } from "pino";
import { createAdminLink } from "../api/admin-sessions.ts";
import type { ApiHandler } from "../api/handler.ts";
import { problem } from "../api/problem.ts";
import { json } from "../api/reply.ts";
import type { Instant } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { zoneDataVersion } from "../core/zones.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { ServerConfig } from "./config.ts";
import { withCors } from "./cors.ts";
import { demoAccess, demoText } from "./demo.ts";
import { createListener } from "./listener.ts";
import { openRecording, type Recording } from "./open-recording.ts";
import { createOpening } from "./opening.ts";
import type { ApplicationBehind, PassageParts } from "./proxy/create-passage.ts";
import { trustOf } from "./proxy/trusted.ts";
import type { ProxyConfig } from "./proxy-config.ts";
import { createTelemetry } from "./telemetry/telemetry.ts";

/** A running service. */
export interface Service {
  /** Where it listens, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** @throws DaystreakError `storage_unavailable` in front of an application, as long as the database is away */
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
  /** How long a service in front of an application waits before it looks for its database again. @default 5000 */
  readonly retryAfterMs?: number;
}

const AWAY = new DaystreakError("storage_unavailable", "the database cannot be reached yet; try again in a moment");

/**
 * Runs the service: the one place that wires store, tracker, API, listener and the application behind. Migrates the
 * database first.
 * @throws DaystreakError `config_invalid`, `storage_unavailable`, `schema_too_new`
 */
export async function serve(config: ServerConfig | ProxyConfig, options: ServeOptions = {}): Promise<Service> {
  const { logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }), clock = Date.now } = options;
  const { print = (text) => process.stderr.write(text), stopWithinMs = 10_000, retryAfterMs = 5_000 } = options;
  const telemetry = await createTelemetry();
  const onError = (error: unknown): void => {
    telemetry.failed(error);
    logger.error({ err: error }, "failure");
  };

  let stopping: Promise<void> | undefined;
  let recording: Recording | undefined;
  const isStopping = (): boolean => stopping !== undefined;
  const trusts = trustOf(config.trustedProxies);
  const elsewhere = "passage" in config ? await behind({ config, trusts, telemetry, logger }) : undefined;
  const open = async (): Promise<void> => {
    recording = await openRecording(config, { clock, logger, telemetry, isStopping, onError });
    elsewhere?.track(recording.tracker, recording.credentials);
  };
  const opening = createOpening(open, onError, retryAfterMs);
  // What passes to an application does not wait for our database.
  await opening.begin(elsewhere !== undefined);

  const gate: ApiHandler = async (request, context) => {
    const [, probe] = /^\/(healthz|readyz)\/?$/.exec(new URL(request.url).pathname) ?? [];
    if (recording === undefined) return probe === "healthz" ? json({ status: "ok" }) : problem(AWAY);
    if (!isStopping() || probe !== undefined) return recording.api(request, context);
    const response = problem(new DaystreakError("closed", "this process is stopping; send the call again"));
    response.headers.set("connection", "close");
    return response;
  };
  const listener = createListener({
    handler: withCors(gate, config.corsOrigins),
    logger,
    watch: telemetry.watchRequest,
    trusts,
    ...(elsewhere !== undefined && { elsewhere }),
  });

  const stop = async (): Promise<void> => {
    logger.info({ in_flight: listener.inFlight.count }, "stopping");
    recording?.endStreams();
    // A service tells callers to go elsewhere until it is gone; who asks for the application has nowhere else to go.
    if (elsewhere !== undefined) listener.stopAccepting();
    await within(listener.inFlight.idle(), stopWithinMs);
    elsewhere?.close();
    await listener.close();
    await opening.end();
    await recording?.close();
    logger.info("stopped");
  };
  const close = (): Promise<void> => {
    stopping ??= stop();
    return stopping;
  };

  try {
    const { zoneData } = config;
    const url = await listener.listen(config.host, config.port);
    const store = recording?.tracker.store.kind ?? "away";
    logger.info({ url, store, default_zone: config.defaultZone, zone_data: zoneDataVersion() }, "listening");
    if (config.demo && recording !== undefined) {
      const { path } = await createAdminLink(recording.tracker, "demo", "cli");
      print(demoText(url, demoAccess(config), path));
    }
    return {
      url,
      get tracker() {
        if (recording === undefined) throw AWAY;
        return recording.tracker;
      },
      close,
      ...(zoneData !== undefined && { reload: async () => recording?.reload(zoneData) }),
    };
  } catch (error) {
    await close();
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
