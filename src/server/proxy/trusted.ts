import proxyAddr from "@fastify/proxy-addr";

/** Proxies in front whose `X-Forwarded-For` is believed: their addresses, or how many there are. */
export type TrustedProxies = readonly string[] | number;

/** Whether an address of the chain is a proxy that tells the truth; `hop` 0 is the peer itself. */
export type Trusts = (address: string, hop: number) => boolean;

/** The test for addresses. The caller is what the last of the trusted proxies saw; what stands before it anybody can write. */
export function trustOf(trusted: TrustedProxies): Trusts {
  return typeof trusted === "number" ? (_, hop) => hop < trusted : proxyAddr.compile([...trusted]);
}
