import { afterEach, describe, expect, it } from "vitest";
import { exchange, requestText, startBoth, type TwoProcesses } from "./two-processes.ts";

let both: TwoProcesses | undefined;
afterEach(async () => {
  await both?.stop();
  both = undefined;
});

const CLAIMS = [
  "Host: inner.example",
  "X-Forwarded-For: 192.0.2.9, 192.0.2.7",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Host: app.example",
  "X-Forwarded-Port: 443",
  "X-Real-IP: 192.0.2.7",
  "X_Forwarded_For: 192.0.2.9",
  "X-User-Id: eve",
];

async function seenWith(trusted: string): Promise<Record<string, string>> {
  both = await startBoth({ DAYSTREAK_TRUSTED_PROXIES: trusted });
  const answer = await exchange(both.url, requestText(["GET /x HTTP/1.1", ...CLAIMS]));
  return JSON.parse(answer.split("\r\n\r\n")[1] ?? "").headers;
}

describe("a proxy in front of the proxy", () => {
  it.each(["loopback", "1"])("that is trusted (%s) is believed, as far as it has seen for itself", async (trusted) => {
    const headers = await seenWith(trusted);
    expect(headers).toMatchObject({
      host: "inner.example",
      "x-forwarded-for": "192.0.2.7, 127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "app.example",
      "x-forwarded-port": "443",
      "x-real-ip": "192.0.2.7",
    });
    expect(headers).not.toHaveProperty("x-user-id");
    expect(headers).not.toHaveProperty("x_forwarded_for");
  });

  it("that is another one is not", async () => {
    const headers = await seenWith("10.0.0.0/8");
    expect(headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
    expect(headers).not.toHaveProperty("x-real-ip");
  });
});
