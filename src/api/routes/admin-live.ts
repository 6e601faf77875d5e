import type { Live, Onlooker, SomebodysFact } from "../../live/live.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import type { Authenticate } from "../auth.ts";
import { NEWS } from "../contract/live.ts";
import { EventStream, eventsHead } from "../event-stream.ts";
import type { Call, Route } from "../route.ts";

/** So many seconds without news after which the number of active users is told again. */
const QUIET_SECONDS = 10;
/** Credentials are looked at again after so many seconds: a key may have been revoked. */
const RECHECK_SECONDS = 30;

/** `GET /api/admin/live/`: what is concluded about anybody, as it happens. */
export function adminLiveRoutes(tracker: Tracker, live: Live, authenticate: Authenticate): Route[] {
  return [
    {
      method: "GET",
      path: "/api/admin/live/",
      group: "Administration",
      access: "read",
      operation: "followEverybody",
      summary: "What is concluded about anybody, as it happens",
      description:
        "Server-sent events `facts`, at most four a second, best effort: of many facts at once the newest are shown. The feeds miss nothing. Ends like `GET /api/live/`.",
      answer: { description: "Events until either side ends.", schema: NEWS, mediaType: "text/event-stream" },
      refusals: ["overloaded", "closed"],
      async handle(call: Call) {
        if (call.request.method === "HEAD") return eventsHead();
        const stream = new AdminStream(tracker, () => authenticate(call.request, call.context));
        stream.follow(live);
        return stream.response(call.context);
      },
    },
  ];
}

class AdminStream extends EventStream implements Onlooker {
  readonly #tracker: Tracker;
  readonly #identify: () => ReturnType<Authenticate>;
  #leave: (() => void) | undefined;
  #quiet = 0;
  #seconds = 0;

  constructor(tracker: Tracker, identify: () => ReturnType<Authenticate>) {
    super();
    this.#tracker = tracker;
    this.#identify = identify;
  }

  follow(live: Live): void {
    this.#leave = live.followAll(this);
  }

  news(facts: readonly SomebodysFact[]): void {
    this.#quiet = 0;
    void this.#tell(facts);
  }

  override tick(now: number): void {
    super.tick(now);
    this.#quiet++;
    this.#seconds++;
    if (this.#quiet >= QUIET_SECONDS) this.news([]);
    if (this.#seconds % RECHECK_SECONDS === 0) void this.#recheck();
  }

  protected over(): void {
    this.#leave?.();
  }

  async #tell(facts: readonly SomebodysFact[]): Promise<void> {
    const tracker = this.#tracker;
    try {
      const active = await tracker.activeNow();
      const at = new Date(tracker.now()).toISOString();
      this.send("facts", JSON.stringify({ facts, active_now: active, at }));
    } catch (error) {
      tracker.failed(error);
    }
  }

  /** Ends where the credentials are no longer good; a check that itself fails says nothing about them. */
  async #recheck(): Promise<void> {
    try {
      const principal = await this.#identify();
      const isAllowed = principal?.kind === "user" ? principal.isAdmin : principal !== undefined;
      if (!isAllowed) this.end("token_invalid");
    } catch (error) {
      if ((error as { code?: unknown }).code === "token_invalid") this.end("token_invalid");
    }
  }
}
