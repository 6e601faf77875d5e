import { type Child, h, type Wanted } from "./dom.ts";
import type { FlameState } from "./streak-state.ts";

const BODY =
  "M26.5 2.5c.6 7.2 4.3 10.9 8 15.2C38.1 21.9 41 26.5 41 33c0 10-7.4 17.5-17 17.5S7 43 7 33.2c0-6.6 3.1-10.6 5.6-14.9.5-.9 1.8-.8 2.2.2.9 2.3 2 4 3.7 5.4 4.2-5.3 7.3-12.9 5.8-20.3-.3-1.5 2-2.5 2.2-1.1z";
const SUN = { cx: 24, cy: 36.5, r: 8 };

/** The flame with the sun of a day inside. Each state has a shape of its own, so that it is told without colour. */
export function flameArt(state: FlameState | "loading"): Wanted {
  return h(
    "svg",
    { class: "flame", part: "flame", viewBox: "0 0 48 53", "aria-hidden": "true", "data-state": state },
    h("path", { class: "body", d: BODY }),
    ...core(state),
  );
}

function core(state: FlameState | "loading"): Child[] {
  switch (state) {
    case "active":
      return [h("circle", { class: "core", ...SUN })];
    case "at_risk":
      return [h("path", { class: "core", d: "M16 36.5a8 8 0 0 0 16 0z" })];
    case "frozen":
      return [h("path", { class: "line", d: "M24 26v21M14.9 31.2l18.2 10.5M14.9 41.7l18.2-10.5" })];
    case "resting":
      return [h("path", { class: "core", d: "M26.5 28.8a8 8 0 1 0 5.2 10.8 7 7 0 0 1-5.2-10.8z" })];
    case "broken":
      return [h("path", { class: "line", d: "M27 13l-6 9.5 7 6-7.5 8 5.5 5.5-2.5 9.5" })];
    default:
      return [];
  }
}
