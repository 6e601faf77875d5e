import { describe, expect, it } from "vitest";
import { checkApplication } from "../../src/cli/doctor/application-check.ts";
import { type ProxyFlags, readProxyConfig } from "../../src/server/proxy-config.ts";
import { cli, testFolder } from "../cli/run-cli.ts";
import { startApplication } from "./two-processes.ts";

const TO = { DAYSTREAK_PROXY_TO: "http://127.0.0.1:8001" };
const folder = testFolder();

describe("the configuration of a proxy", () => {
  it("has a default for everything but the application, and needs no secret", () => {
    const { passage, jwt } = readProxyConfig({}, TO);
    expect(passage).toEqual({
      to: new URL("http://127.0.0.1:8001/"),
      ownPaths: ["/api/activity/"],
      userHeader: "x-user-id",
      appTimeoutMs: 60_000,
    });
    expect(jwt).toEqual({ userClaim: "sub" });
  });

  it("is read from flags, then from the environment, with all the settings of the service", () => {
    const env = {
      ...TO,
      DAYSTREAK_OWN_PATHS: "/api/activity/, /v1/",
      DAYSTREAK_LOGIN_PATHS: "/login",
      DAYSTREAK_REFRESH_PATHS: "/token/refresh/",
      DAYSTREAK_USER_HEADER: "X-Learner",
      DAYSTREAK_APP_TIMEOUT: "2.5",
      DAYSTREAK_JWT_SECRET: "s",
      DAYSTREAK_TRUSTED_PROXIES: "1",
    };
    expect(readProxyConfig({ to: "http://app:80", "user-claim": "user_id" }, env)).toMatchObject({
      passage: {
        to: new URL("http://app/"),
        ownPaths: ["/api/activity/", "/v1/"],
        loginPaths: ["/login"],
        refreshPaths: ["/token/refresh/"],
        userHeader: "x-learner",
        appTimeoutMs: 2_500,
      },
      jwt: { keys: { secret: "s" }, userClaim: "user_id" },
      trustedProxies: 1,
    });
  });

  const refusals: [string, ProxyFlags][] = [
    ["to", { to: undefined }],
    ["to", { to: "127.0.0.1:8001" }],
    ["to", { to: "https://127.0.0.1:8001" }],
    ["to", { to: "http://127.0.0.1:8001/base" }],
    ["to", { to: "http://user@127.0.0.1:8001" }],
    ["to", { to: "http://127.0.0.1:8000" }],
    ["own-paths", { "own-paths": "api/activity/" }],
    ["own-paths", { "own-paths": "/api/activity/../x" }],
    ["login-paths", { "login-paths": "/login,," }],
    ["user-header", { "user-header": "X User" }],
    ["user-header", { "user-header": "Content-Length" }],
    ["user-header", { "user-header": "Set-Cookie" }],
    ["app-timeout", { "app-timeout": "0" }],
    ["app-timeout", { "app-timeout": "1e9" }],
  ];
  it.each(refusals)("is refused with the name of the setting: --%s in %j", (name, flags) => {
    const given = { ...("to" in flags ? {} : { to: "http://127.0.0.1:8001" }), ...flags };
    expect(() => readProxyConfig(given, {})).toThrow(`(--${name})`);
  });

  it("is refused by the command with one sentence", async () => {
    const { code, err } = await cli(["proxy"], folder);
    expect([code, err]).toEqual([2, expect.stringMatching(/^daystreak: DAYSTREAK_PROXY_TO \(--to\) is missing/)]);
  });
});

describe("the doctor", () => {
  it("says whether the application answers", async () => {
    const app = await startApplication();
    expect(await checkApplication(app.url)).toMatchObject({ check: "application", severity: "ok" });
    await app.stop();
    expect(await checkApplication(app.url)).toMatchObject({
      severity: "problem",
      advice: expect.stringContaining("guide"),
    });
  });
});
