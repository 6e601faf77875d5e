/** A page of a React app that uses every hook, in StrictMode. */
import { createElement, type ReactElement, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "../../../client/src/index.ts";
import {
  DaystreakProvider,
  useCalendar,
  useDaystreak,
  useDaystreakEvent,
  useFeed,
  useStreak,
  useToday,
} from "../../../client/src/react/index.ts";

const query = new URLSearchParams(location.search);
const userId = query.get("user") ?? "";
const client = createClient({
  baseUrl: query.get("api") ?? "",
  userId,
  refresh: () => fetch(`/token?user=${userId}`, { method: "POST" }).then((answer) => answer.text()),
  onError: ({ code }) => console.error(code),
});

function Header(): ReactElement {
  const daystreak = useDaystreak();
  const streak = useStreak();
  const today = useToday();
  const { calendar } = useCalendar();
  const { facts } = useFeed();
  const [heard, setHeard] = useState<string[]>([]);
  useDaystreakEvent("day.completed", ({ kind }) => setHeard([...heard, kind]));
  const shown = {
    streak: streak?.current_streak ?? null,
    solved: today?.problems_solved ?? null,
    days: calendar?.days.map(({ status }) => status) ?? null,
    facts: facts.map(({ kind }) => kind).sort(),
    heard,
  };
  const solve = (): void => void daystreak.track("problem_solved", crypto.randomUUID());
  return createElement("div", null, [
    createElement("pre", { key: "shown" }, JSON.stringify(shown)),
    createElement("button", { type: "button", key: "solve", id: "solve", onClick: solve }, "Solve"),
  ]);
}

function App(): ReactElement {
  const [isShown, setShown] = useState(true);
  return createElement("main", null, [
    isShown ? createElement(Header, { key: "header" }) : null,
    createElement(
      "button",
      { type: "button", key: "toggle", id: "toggle", onClick: () => setShown(!isShown) },
      "Toggle",
    ),
  ]);
}

Object.assign(window, { client });
createRoot(document.body).render(
  createElement(StrictMode, null, createElement(DaystreakProvider, { client }, createElement(App))),
);
