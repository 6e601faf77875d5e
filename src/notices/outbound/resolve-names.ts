import { type LookupAddress, type LookupAllOptions, lookup } from "node:dns";
import { Resolver } from "node:dns/promises";

/** Resolves a name to all its addresses. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Options of {@link createResolve}. */
export interface ResolveOptions {
  /** Servers to ask, as `Resolver.setServers` takes them. @default those of the system */
  readonly servers?: readonly string[];
  /** How long one of them may take, in milliseconds. @default 2_000 */
  readonly timeoutMs?: number;
}

/** Names that no server knows may stand in the hosts file; one whose server is slow or broken is not asked for twice. */
const MAYBE_LOCAL = new Set(["ENOTFOUND", "ENODATA", "ECONNREFUSED"]);

/**
 * Makes a look-up of names that asks DNS itself. `dns.lookup` has four threads for the whole process, and a name may
 * come from anybody: four whose servers keep silent would hold up every other name, and every file.
 */
export function createResolve({ servers, timeoutMs = 2_000 }: ResolveOptions = {}): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);

  return (hostname, options, done) => {
    void Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]).then((asked) => {
      const addresses = asked.flatMap((one, n): LookupAddress[] =>
        one.status === "fulfilled" ? one.value.map((address) => ({ address, family: n === 0 ? 4 : 6 })) : [],
      );
      if (addresses.length > 0) return done(null, addresses);
      const failed = asked.flatMap((one) => (one.status === "rejected" ? [one.reason as NodeJS.ErrnoException] : []));
      const stuck = failed.find(({ code }) => !MAYBE_LOCAL.has(code ?? ""));
      if (stuck !== undefined) return done(stuck, []);
      lookup(hostname, { ...options, all: true }, done);
    });
  };
}
