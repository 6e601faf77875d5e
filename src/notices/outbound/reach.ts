import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { DaystreakError } from "../../core/errors.ts";
import { createResolve, type Resolve } from "./resolve-names.ts";

/** The code of an error that says: nobody was called, the address is not allowed. */
export const ADDRESS_FORBIDDEN = "ADDRESS_FORBIDDEN";

/** Which addresses may be called: those of the public Internet, and private networks that are named. */
export interface Reach {
  /** Whether addresses that are not public are named at all. */
  readonly hasPrivate: boolean;
  /** Whether the host of a URL may be called; a name is judged when it is resolved. */
  allowsHost(url: URL): boolean;
  /**
   * For `connect`: resolves once, refuses a name with any address that is not allowed, and gives exactly what was
   * checked. A name that changes its mind afterwards (DNS rebinding) changes nothing.
   */
  readonly lookup: LookupFunction;
}

/**
 * Makes the rule of who may be called.
 * @param privateNetworks addresses or ranges that are not public and may be called all the same, such as `10.1.0.0/16`
 * @throws DaystreakError `config_invalid`
 */
export function createReach(privateNetworks: readonly string[] = [], resolve: Resolve = createResolve()): Reach {
  const ranges = privateNetworks.map(readRange);

  function allows(address: string): boolean {
    if (isPublicAddress(address)) return true;
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return ranges.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
  }

  return {
    hasPrivate: ranges.length > 0,
    allowsHost({ hostname }) {
      const host = hostname.replace(/^\[|\]$/g, "");
      return isIP(host) === 0 || allows(host);
    },
    lookup(hostname, options, done) {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return done(error, "");
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => allows(address))) return done(forbidden(), "");
        if (options.all === true) return done(null, addresses);
        done(null, first.address, first.family);
      });
    },
  };
}

/**
 * Whether an IP address is one of the public Internet: neither loopback, private, link-local, shared, reserved nor
 * multicast (the special-purpose registries of RFC 6890). An IPv4 address inside an IPv6 one is judged by itself.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "rfc6052") return parsed.range() === "unicast";
  // DNS64 gives these where a network has IPv6 alone (RFC 6052); they lead to the address at their end.
  return ipaddr.fromByteArray(parsed.toByteArray().slice(-4)).range() === "unicast";
}

function readRange(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    return ipaddr.parseCIDR(isIP(text) === 0 ? text : `${text}/${isIP(text) === 4 ? 32 : 128}`);
  } catch (cause) {
    throw new DaystreakError(
      "config_invalid",
      `private networks must be addresses or ranges such as 10.1.0.0/16, not ${JSON.stringify(text)}`,
      { cause },
    );
  }
}

function forbidden(): Error {
  return Object.assign(new Error("the name leads to an address that may not be called"), { code: ADDRESS_FORBIDDEN });
}
