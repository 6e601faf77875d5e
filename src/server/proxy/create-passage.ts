import { Agent } from "node:http";
import type { Logger } from "pino";
import type { Tracker } from "../../tracker/tracker.ts";
import type { Credentials } from "../credentials.ts";
import type { Elsewhere } from "../listener.ts";
import type { ProxyConfig } from "../proxy-config.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { createProxy, type ProxyOptions } from "./create-proxy.ts";
import { createUpgrades } from "./create-upgrades.ts";
import { createOwnPaths } from "./own-paths.ts";
import { trackPassages } from "./track-passages.ts";
import type { Trusts } from "./trusted.ts";

/**
 * Idle connections are given up before an application is likely to close them: it could do so in the moment in which the
 * next request is sent.
 */
const IDLE_MS = 1_000;

/** What {@link createPassage} brings together. */
export interface PassageParts {
  readonly config: ProxyConfig;
  readonly tracker: Tracker;
  readonly credentials: Credentials;
  readonly trusts: Trusts;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
}

/** The application behind a service, with all that passes tracked. */
export interface ApplicationBehind extends Elsewhere {
  /** Cuts what is still open on its side. */
  close(): void;
}

/** Makes the way through a service to the application that it stands in front of. */
export function createPassage(parts: PassageParts): ApplicationBehind {
  const { config, tracker, credentials, trusts, telemetry, logger } = parts;
  const { to, ownPaths, loginPaths, refreshPaths, userHeader, appTimeoutMs } = config.passage;
  const isOwn = createOwnPaths(ownPaths);
  const tracking = trackPassages({
    tracker,
    credentials,
    userClaim: config.jwt.userClaim,
    ...(loginPaths !== undefined && { loginPaths }),
    ...(refreshPaths !== undefined && { refreshPaths }),
  });
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" });
  const options: ProxyOptions = {
    to,
    agent,
    timeoutMs: appTimeoutMs,
    userHeader,
    trusts,
    tracking,
    onFailure(error, method) {
      telemetry.failed(error);
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
    close() {
      close();
      agent.destroy();
    },
  };
}
