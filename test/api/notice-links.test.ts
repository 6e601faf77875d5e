import { describe, expect, it } from "vitest";
import { createNoticeTexts } from "../../src/notices/notice-texts.ts";
import { createUnsubscribing } from "../../src/notices/unsubscribe.ts";
import { createTestApi, expectRefusal, type TestApi } from "./support.ts";

const unsubscribing = createUnsubscribing("a secret of links that is long enough");
const texts = createNoticeTexts({ app: "<b>Academy</b>" });
const PATH = "/api/notices/unsubscribe/";
const linkOf = (userId: string, locale = "en"): string =>
  `${PATH}?token=${unsubscribing.tokenFor({ userId, channel: "email", locale })}`;

async function open(): Promise<TestApi> {
  const api = await createTestApi({ notices: { texts, channels: [], pushKey: "BKey", unsubscribing } });
  await api.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
  return api;
}

const offOf = async ({ tracker }: TestApi, userId: string): Promise<readonly string[] | undefined> =>
  (await tracker.state(userId))?.notices?.off;

describe("a link to unsubscribe", () => {
  it("asks first, in the reader's language, and changes nothing by being looked at", async () => {
    const api = await open();
    const { status, headers, body } = await api.call("GET", linkOf("ada", "ar"));
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*form-action 'self'/);
    expect(body).toContain('<html lang="ar" dir="rtl">');
    expect(body).toContain("<button>إلغاء الاشتراك</button>");
    expect(body).not.toContain("<b>Academy");
    expect(await offOf(api, "ada")).toBeUndefined();
  });

  it("ends the e-mails of its user by one click, without a login, as often as it is pressed", async () => {
    const api = await open();
    for (let n = 0; n < 2; n++) {
      const one = { raw: "List-Unsubscribe=One-Click", type: "application/x-www-form-urlencoded" };
      expect((await api.call("POST", linkOf("ada"), one)).body).toContain("no more of these");
    }
    expect(await offOf(api, "ada")).toEqual(["email/*"]);
    expect(await offOf(api, "bob")).toBeUndefined();
  });

  it("brings nobody back who was erased", async () => {
    const api = await open();
    expect((await api.call("POST", linkOf("gone"))).status).toBe(200);
    expect(await api.tracker.state("gone")).toBeUndefined();
  });

  it.each(["", "?token=", "?token=abc.def", `${linkOf("ada").slice(PATH.length)}x`])(
    "is nothing as %j",
    async (query) => {
      const api = await open();
      expectRefusal(await api.call("GET", PATH + query), 404, "not_found");
      expectRefusal(await api.call("POST", PATH + query), 404, "not_found");
      expect(await offOf(api, "ada")).toBeUndefined();
    },
  );
});

describe("what stands on channels", () => {
  it("is the key of web push for anybody", async () => {
    expect((await (await open()).call("GET", "/api/notices/push-key/")).body).toEqual({ key: "BKey" });
  });

  it("is not there where the channel is not", async () => {
    const api = await createTestApi({ notices: { texts, channels: [] } });
    expectRefusal(await api.call("GET", "/api/notices/push-key/", { as: "ada" }), 404, "not_found");
    expectRefusal(await api.call("POST", linkOf("ada"), { as: "ada" }), 404, "not_found");
  });
});
