import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApi } from "../../src/api/create-api.ts";
import { createDashboard } from "../../src/api/dashboard.ts";
import { createTestApi, expectRefusal } from "./support.ts";

const PAGE = "<!doctype html><title>Daystreak</title>";
const SCRIPT = `console.log(${"1".repeat(5_000)})`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "daystreak-dashboard-"));
  await mkdir(join(folder, "pages/assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "not for browsers");
  await writeFile(join(folder, "pages/index.html"), PAGE);
  await writeFile(join(folder, "pages/icon.svg"), "<svg/>");
  await writeFile(join(folder, "pages/assets/index-B3x_.js"), SCRIPT);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function get(path: string, init: RequestInit = {}, asked?: () => void): Promise<Response> {
  const dashboard = createDashboard(async () => {
    asked?.();
    return join(folder, "pages");
  });
  const response = await dashboard(new Request(`http://test${path}`, init));
  if (response === undefined) throw new Error(`nothing at ${path}`);
  return response;
}

describe("the pages of the dashboard", () => {
  it.each(["/admin/", "/admin/growth", "/admin/users/a%2Fb?from=2026-01-01", "/admin/users/..%2f..%2fsecret.txt"])(
    "are one page for %s, which runs scripts of its own files alone and stands in no frame",
    async (path) => {
      const page = await get(path);
      expect([page.status, await page.text()]).toEqual([200, PAGE]);
      const policy = page.headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(Object.fromEntries(page.headers)).toMatchObject({
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
      });
    },
  );

  it("keep files whose names change with their content for ever, and squeeze them", async () => {
    const plain = await get("/admin/assets/index-B3x_.js");
    expect(await plain.text()).toBe(SCRIPT);
    expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(plain.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    const squeezed = await get("/admin/assets/index-B3x_.js", { headers: { "accept-encoding": "br, gzip" } });
    const bytes = Buffer.from(await squeezed.arrayBuffer());
    expect(squeezed.headers.get("content-encoding")).toBe("gzip");
    expect(squeezed.headers.get("content-length")).toBe(String(bytes.byteLength));
    expect(bytes.byteLength).toBeLessThan(200);
    expect(gunzipSync(bytes).toString()).toBe(SCRIPT);
    expect((await get("/admin/icon.svg")).headers.get("cache-control")).toBe("no-cache");
  });

  it.each(["assets/index-other.js", "assets/..%2findex.html", "nothing.js", "..secret.txt"])(
    "have no file %s",
    async (path) => {
      const back = await get(`/admin/${path}`);
      expect(await back.text()).not.toContain("not for browsers");
      if (/\.js$/.test(path)) expect(back.status).toBe(404);
    },
  );

  it("are looked for when the first is asked for, and again until they are there", async () => {
    let asked = 0;
    let path = join(folder, "later");
    const dashboard = createDashboard(async () => {
      asked++;
      return path;
    });
    const page = async (): Promise<Response> => (await dashboard(new Request("http://test/admin/"))) as Response;
    expect(asked).toBe(0);
    const missing = await page();
    expectRefusal({ status: missing.status, headers: missing.headers, body: await missing.json() }, 404, "not_found");
    path = join(folder, "pages");
    expect((await page()).status).toBe(200);
    expect((await page()).status).toBe(200);
    expect(asked).toBe(2);
  });

  it("say nothing of why they cannot be read, and tell the host", async () => {
    const { tracker } = await createTestApi();
    const failures: unknown[] = [];
    const away = new Error("no such tool");
    const api = createApi({
      tracker,
      dashboard: () => Promise.reject(away),
      onError: (error) => failures.push(error),
    });
    const back = (await api(new Request("http://test/admin/"))) as Response;
    expect([back.status, await back.text()]).toEqual([500, expect.not.stringContaining("tool")]);
    expect(failures).toEqual([away]);
  });

  it("answer reading alone, and nothing beside /admin/", async () => {
    const head = await get("/admin/", { method: "HEAD" });
    expect([head.status, await head.text(), head.headers.get("content-length")]).toEqual([
      200,
      "",
      String(PAGE.length),
    ]);
    expect((await get("/admin/", { method: "POST" })).status).toBe(405);
    const bare = await get("/admin?x=1");
    expect([bare.status, bare.headers.get("location")]).toEqual([308, "/admin/"]);
    const dashboard = createDashboard(async () => folder);
    expect(["/administration", "/", "/api/admin/", "/admins/"].filter(dashboard.owns)).toEqual([]);
    expect(await dashboard(new Request("http://test/administration"))).toBeUndefined();
  });
});
