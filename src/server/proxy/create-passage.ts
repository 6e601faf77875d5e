import type { Logger } from "pino";
import type { Tracker } from "../../tracker/tracker.ts";
import type { Credentials } from "../credentials.ts";
import type { Elsewhere } from "../elsewhere.ts";
import type { ProxyConfig } from "../proxy-config.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { createConnections } from "./connections.ts";
import { createProxy, type ProxyOptions } from "./create-proxy.ts";
import { createUpgrades } from "./create-upgrades.ts";
import { createOwnPaths } from "./own-paths.ts";
import type { PassageTracking } from "./passage.ts";
import { trackPassages } from "./track-passages.ts";
import type { Trusts } from "./trusted.ts";

/** How long the log is silent about an application after a line about it. */
const QUIET_MS = 1_000;

/** What {@link createPassage} brings together. */
export interface PassageParts {
  readonly config: ProxyConfig;
  readonly trusts: Trusts;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
}

/** The application behind a service. */
export interface ApplicationBehind extends Elsewhere {
  /** Tracks what passes from now on; before, it passes all the same. */
  track(tracker: Tracker, credentials: Credentials): void;
  /** Cuts what is still open on its side. */
  close(): void;
}

/** Makes the way through a service to the application that it stands in front of. */
export function createPassage({ config, trusts, telemetry, logger }: PassageParts): ApplicationBehind {
  const { to, ownPaths, loginPaths, refreshPaths, userHeader, appTimeoutMs } = config.passage;
  const isOwn = createOwnPaths(ownPaths);
  let tracking: PassageTracking | undefined;
  let loggedAt = Number.NEGATIVE_INFINITY;
  const connections = createConnections();
  const options: ProxyOptions = {
    to,
    connections,
    timeoutMs: appTimeoutMs,
    userHeader,
    trusts,
    tracking() {
      if (tracking === undefined) telemetry.untracked();
      return tracking;
    },
    onFailure(error, method) {
      telemetry.failed(error);
      // An application that is down fails every request: the log names it, the metrics count.
      if (performance.now() - loggedAt < QUIET_MS) return;
      loggedAt = performance.now();
      logger.error({ err: error, method }, "application");
    },
  };
  const { answer } = createProxy(options);
  const { mayUpgrade, upgrade, close } = createUpgrades(options);
  return {
    takes: (target) => !isOwn(target),
    answer,
    mayUpgrade: (request) => mayUpgrade(request) && !isOwn(request.url ?? "/"),
    upgrade,
    track(tracker, credentials) {
      tracking = trackPassages({
        tracker,
        credentials,
        userClaim: config.jwt.userClaim,
        ...(loginPaths !== undefined && { loginPaths }),
        ...(refreshPaths !== undefined && { refreshPaths }),
      });
    },
    close() {
      close();
      connections.close();
    },
  };
}
