/**
 * Makes an element. Children are nodes or text (never markup, so nothing needs escaping); null and false are left out.
 * Properties that start with `on` are listeners, the others attributes; `true` sets an empty attribute.
 */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** Like `h`, for SVG. */
export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The number with its noun: `1 lesson`, `3 lessons`. */
export function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A tick in a circle, or an empty circle. */
export function tick(done) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: done ? "tick done" : "tick", "aria-hidden": "true" },
    svg("circle", { cx: 12, cy: 12, r: 10 }),
    done && svg("path", { d: "M7.5 12.5l3 3 6-6.5" }),
  );
}

/** A bar that fills with progress. */
export function bar(value, of, label) {
  const track = h("div", {
    class: "bar",
    role: "progressbar",
    "aria-valuemin": 0,
    "aria-valuemax": of,
    "aria-valuenow": value,
    "aria-label": label,
  });
  const filled = h("div");
  filled.style.width = `${of === 0 ? 0 : Math.round((100 * value) / of)}%`;
  track.append(filled);
  return track;
}

/** Fields of a form that belong together, as a card. */
export function fieldGroup(title, text, ...fields) {
  return h(
    "fieldset",
    { class: "card" },
    h("legend", { class: "sr" }, title),
    h("h2", { "aria-hidden": "true" }, title),
    h("p", { class: "small" }, text),
    fields,
  );
}
