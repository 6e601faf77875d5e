import type { Platform } from "./platform.ts";
import type { Fact, StreakAnswer } from "./wire.ts";

/** What the tabs of one learner tell each other. */
export type TabMessage =
  /** News, with `id` where it comes from the stream; or what is known, with how far off the device's clock is. */
  | {
      readonly type: "streak";
      readonly streak: StreakAnswer;
      readonly facts: readonly Fact[];
      readonly id?: number;
      readonly skew?: number | undefined;
    }
  /** Whether the stream of the leading tab is open. */
  | { readonly type: "live"; readonly live: boolean }
  /** A new tab asks what is known. */
  | { readonly type: "hello" }
  /** Something was added to what waits, or these were acknowledged. */
  | { readonly type: "queue"; readonly done: readonly string[] };

/** The other tabs of the same learner. */
export interface Tabs {
  post(message: TabMessage): void;
  close(): void;
}

/** Another version of the client may run in another tab: it is heard only where it speaks the same language. */
const LANGUAGE = 1;

/** Speaks with the other tabs as soon as it is known whose they are. */
export function joinTabs(platform: Platform, user: () => Promise<string>, hear: (message: TabMessage) => void): Tabs {
  let isClosed = false;
  const joined = user().then(
    (owner) =>
      isClosed
        ? undefined
        : platform.channel(`daystreak:${owner}`, (message) => {
            if (isOurs(message)) hear(message);
          }),
    () => undefined,
  );
  return {
    post: (message) => void joined.then((channel) => channel?.post({ ...message, language: LANGUAGE })),
    close() {
      isClosed = true;
      void joined.then((channel) => channel?.close());
    },
  };
}

function isOurs(message: unknown): message is TabMessage {
  const { language, type, streak, facts, done, live } = (message ?? {}) as Record<string, unknown>;
  if (language !== LANGUAGE) return false;
  if (type === "streak") return typeof (streak as StreakAnswer | null)?.version === "number" && Array.isArray(facts);
  if (type === "queue") return Array.isArray(done);
  return type === "hello" || (type === "live" && typeof live === "boolean");
}
