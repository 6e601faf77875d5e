import type { Browser } from "playwright-core";
import { createElement, type ReactElement } from "react";
import { renderToString } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  DaystreakProvider,
  useCalendar,
  useDaystreakEvent,
  useFeed,
  useStreak,
  useToday,
} from "../../client/src/react/index.ts";
import { launchBrowser } from "../support/browser.ts";
import { type App, bundlePage, startApp } from "./app.ts";
import { createPhone } from "./phone.ts";

let app: App;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(await bundlePage("react-page.ts")), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
});

test("hooks show the newest state in StrictMode, over one stream", async () => {
  const page = await browser.newPage();
  const [complaints, streams]: [string[], string[]] = [[], []];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("request", (request) => {
    if (request.url().endsWith("/api/live/")) streams.push(request.url());
  });
  const shows = (shown: object): Promise<unknown> =>
    expect.poll(async () => JSON.parse((await page.textContent("pre")) ?? "")).toEqual(shown);

  await page.goto(app.pageOf("rea").replace("/?", "/page?"));
  await shows({ streak: 0, solved: 0, days: [], facts: [], heard: [] });
  await page.waitForFunction("client.status.live");
  for (let n = 0; n < 3; n++) await page.click("#solve");
  await shows({
    streak: 1,
    solved: 3,
    days: ["complete"],
    facts: ["day.completed", "streak.started", "streak.started"],
    heard: ["day.completed"],
  });
  await page.click("#toggle");
  await page.click("#toggle");
  await shows({
    streak: 1,
    solved: 3,
    days: ["complete"],
    facts: ["day.completed", "streak.started", "streak.started"],
    heard: [],
  });
  expect([complaints, streams.length]).toEqual([[], 1]);
  await page.close();
});

function Everything(): ReactElement {
  useDaystreakEvent("fact", () => undefined);
  const [streak, today] = [useStreak(), useToday()];
  const [{ calendar }, { facts }] = [useCalendar(), useFeed()];
  const shown = [streak?.current_streak, today?.status, calendar, facts.length];
  return createElement("p", null, JSON.stringify(shown));
}

test("a page rendered on a server has what it is given, and asks for nothing", async () => {
  const phone = await createPhone();
  const client = phone.launch();
  const { body: initialStreak } = await phone.server.call("GET", "/api/streak/", { as: "ada" });
  const render = (props: object): string =>
    renderToString(createElement(DaystreakProvider, { client, ...props }, createElement(Everything)));
  expect(render({})).toBe("<p>[null,null,null,0]</p>");
  expect(render({ initialStreak })).toBe("<p>[0,&quot;none&quot;,null,0]</p>");
  expect(phone.calls).toEqual([]);
});

test("a hook outside of a provider says what is missing", () => {
  expect(() => renderToString(createElement(Everything))).toThrow(/DaystreakProvider/);
});
