import { DaystreakError } from "../core/errors.ts";
import type { Principal } from "./auth.ts";
import { problem } from "./problem.ts";
import { type Allowance, createRateLimit } from "./rate-limit.ts";

/** What a call was counted under, and what is left of it. */
export interface Counted {
  readonly policy: "user" | "key" | "address";
  readonly allowance: Allowance;
}

/** Limits of one process. */
export interface Limits {
  /** Counts a call with valid credentials; `undefined` where there is no limit for it. */
  caller(principal: Principal): Counted | undefined;
  /** Counts a call without them by the address it came from. */
  stranger(address: string | undefined): Counted | undefined;
}

/** Options of {@link createLimits}; 0 stands for no limit. */
export interface LimitsOptions {
  /** Calls a minute with the token of one user. */
  readonly userPerMinute: number;
  /** Calls a minute without valid credentials from one address, or one IPv6 network of 64 bits. */
  readonly addressPerMinute: number;
  /** Milliseconds that only go forward. @default performance.now */
  readonly now?: () => number;
}

/** Makes the limits. A key has none unless it was made with one. */
export function createLimits({ userPerMinute, addressPerMinute, now }: LimitsOptions): Limits {
  const clock = now === undefined ? {} : { now };
  const users = createRateLimit({ perMinute: userPerMinute, ...clock });
  const keys = createRateLimit({ perMinute: 1, ...clock });
  const addresses = createRateLimit({ perMinute: addressPerMinute, ...clock });
  return {
    caller(principal) {
      if (principal.kind === "user") {
        return userPerMinute === 0 ? undefined : { policy: "user", allowance: users.take(principal.userId) };
      }
      // People at the dashboard are few, and known by name.
      if (principal.kind === "admin") return undefined;
      const { id, perMinute } = principal;
      return perMinute === undefined ? undefined : { policy: "key", allowance: keys.take(id, perMinute) };
    },
    stranger(address) {
      if (addressPerMinute === 0 || address === undefined) return undefined;
      return { policy: "address", allowance: addresses.take(networkOf(address)) };
    },
  };
}

/** The refusal of a call beyond its limit. */
export function tooMany({ policy, allowance }: Counted): Response {
  const whose = { user: "this user", key: "this key", address: "calls without valid credentials" }[policy];
  const text = `at most ${allowance.perMinute} calls a minute for ${whose}; try again in ${allowance.retrySeconds} s`;
  const response = problem(new DaystreakError("rate_limited", text));
  response.headers.set("retry-after", String(allowance.retrySeconds));
  return response;
}

/** Tells the caller where it stands, in the fields of the IETF draft on RateLimit headers. */
export function showLimit(response: Response, { policy, allowance }: Counted): Response {
  response.headers.set("ratelimit-policy", `"${policy}";q=${allowance.perMinute};w=60`);
  response.headers.set("ratelimit", `"${policy}";r=${allowance.remaining};t=${allowance.resetSeconds}`);
  return response;
}

/** An IPv4 address as it is; of an IPv6 address the network, since one host may have all addresses of it. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  const [head = "", tail] = (address.split("%")[0] as string).toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
