import type { Logger } from "pino";
import { createApi, liveOf } from "../api/create-api.ts";
import type { ApiHandler } from "../api/handler.ts";
import { createLimits } from "../api/limits.ts";
import { metricsOf } from "../api/metrics-of.ts";
import type { Instant } from "../core/calendar.ts";
import { INBOX } from "../core/notices/notice.ts";
import { zoneDataVersion } from "../core/zones.ts";
import { createNotices } from "../notices/create-notices.ts";
import { openStore } from "../storage/open.ts";
import { createTracker } from "../tracker/create-tracker.ts";
import { createSweep } from "../tracker/sweep.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { ServerConfig } from "./config.ts";
import { type Credentials, createCredentials } from "./credentials.ts";
import { type NoticeChannels, openChannels } from "./notice-channels.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import { readZoneFile } from "./zone-file.ts";

/** What {@link openRecording} needs beside the configuration. */
export interface RecordingParts {
  readonly clock: () => Instant;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly isStopping: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** All of a service that needs its database. */
export interface Recording {
  readonly tracker: Tracker;
  readonly credentials: Credentials;
  readonly api: ApiHandler;
  /** Reads the file of time zone data again. */
  reload(path: string): Promise<void>;
  /** Ends the streams of events, which nobody else would. */
  endStreams(): void;
  /** Finishes what was accepted and lets go of the database. */
  close(): Promise<void>;
}

/**
 * Opens the database, migrating it first, and makes what stands on it.
 * @throws DaystreakError `config_invalid`, `storage_unavailable`, `schema_too_new`
 */
export async function openRecording(config: ServerConfig, parts: RecordingParts): Promise<Recording> {
  const { clock, logger, telemetry, isStopping, onError } = parts;
  const reaching = await openChannels(config.notices);
  const tracker = await openTracker(config, parts);
  const sweep = createSweep({ tracker, observer: telemetry.observer });
  const notices = createNotices({ tracker, ...reaching });
  for (const name of unserved(tracker, reaching)) {
    logger.warn(
      { channel: name },
      "the rules name a channel of notices that is not set up here: what is due there waits",
    );
  }
  const live = liveOf(tracker);
  telemetry.collect(tracker, live, notices);
  const metrics = metricsOf(tracker);
  const credentials = createCredentials(config, tracker.store.shared, clock, logger);
  const api = createApi({
    tracker,
    live,
    metrics,
    ...(config.alertLimits !== undefined && { alertLimits: config.alertLimits }),
    authenticate: credentials.authenticate,
    dashboard: true,
    notices,
    operations: { isStopping, metrics: telemetry.metrics },
    limits: createLimits(config.limits),
    onError,
  });
  sweep.start();
  metrics.keeper.start();
  return {
    tracker,
    credentials,
    api,
    async reload(path) {
      try {
        await tracker.store.useZones(readZoneFile(path));
        logger.info({ zone_data: zoneDataVersion() }, "zone data read again");
      } catch (error) {
        onError(error);
      }
    },
    endStreams: () => live.close(),
    async close() {
      await Promise.all([sweep.stop(), metrics.keeper.stop(), notices.close()]);
      await tracker.close();
    },
  };
}

async function openTracker(config: ServerConfig, { clock, telemetry, onError }: RecordingParts): Promise<Tracker> {
  const { rules, defaultZone, zoneData } = config;
  const { observer } = telemetry;
  const store = await openStore(config.databaseUrl);
  try {
    if (zoneData !== undefined) await store.useZones(readZoneFile(zoneData));
    return await createTracker({ store, ...(rules !== undefined && { rules }), defaultZone, clock, observer, onError });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Channels that the rules give to everybody and nobody here serves. */
function unserved({ book }: Tracker, { channels }: NoticeChannels): string[] {
  const named = book.versions.at(-1)?.rules.notices?.channels ?? [];
  return named.filter((name) => name !== INBOX && channels.every((channel) => channel.name !== name));
}
