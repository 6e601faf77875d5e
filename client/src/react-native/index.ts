import { type Client, type ClientOptions, createClientOn } from "../client.ts";
import { createLive } from "../live.ts";
import { type AppPlatformOptions, createAppPlatform } from "./app-platform.ts";
import { createPolling } from "./polling.ts";
import { createStorageQueue, type StorageLike } from "./queue-storage.ts";

export type { Client } from "../client.ts";
export { type ClientErrorCode, DaystreakClientError } from "../error.ts";
export type { DaystreakEvents } from "../events.ts";
export type { FactKind } from "../wire.ts";
export type { AppStateLike, Connectivity } from "./app-platform.ts";
export type { StorageLike } from "./queue-storage.ts";

/** Options of {@link createClient}. */
export interface NativeClientOptions extends ClientOptions, AppPlatformOptions {
  /** Phones may not be able to read a token: say who it is. */
  readonly userId: string | number;
  /** Keeps what waits to be sent. */
  readonly storage: StorageLike;
  /** Whether `fetch` gives answers piece by piece, as that of `expo/fetch` does. @default false, and the app asks once a minute */
  readonly streams?: boolean;
}

/**
 * Makes the client of a phone. Time in the background does not count, what was done offline is kept.
 *
 * @example
 * import AsyncStorage from "@react-native-async-storage/async-storage";
 * import NetInfo from "@react-native-community/netinfo";
 * import { AppState } from "react-native";
 *
 * const client = createClient({
 *   baseUrl, userId, token: () => session.accessToken, refresh: () => session.renew(),
 *   appState: AppState,
 *   storage: AsyncStorage,
 *   connectivity: (tell) => NetInfo.addEventListener(({ isConnected }) => tell(isConnected !== false)),
 * });
 */
export function createClient(options: NativeClientOptions): Client {
  const news = options.streams === true ? createLive : createPolling;
  return createClientOn(createAppPlatform(options), createStorageQueue(options.storage), options, news);
}
