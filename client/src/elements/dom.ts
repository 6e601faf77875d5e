type Value = string | number | boolean | null | undefined;
type Handler = (event: never) => void;

/** Attributes, `on…` handlers, custom properties (`--x`), and `key`, which tells two elements of one tag apart. */
export interface Props {
  readonly [name: string]: Value | Handler;
}

/** An element that is wanted. */
export interface Wanted {
  readonly tag: string;
  readonly props: Props;
  readonly children: readonly Child[];
}

/** What a view is made of; empty values leave nothing behind. */
export type Child = Wanted | string | false | null | undefined;

const SVG = "http://www.w3.org/2000/svg";
const shown = new WeakMap<Node, Wanted>();

/** Describes an element. Strings are text and never markup. */
export function h(tag: string, props: Props, ...children: readonly Child[]): Wanted {
  return { tag, props, children };
}

/** A line drawing on a grid of 24 units, hidden from screen readers. */
export function icon(path: string): Wanted {
  return h("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: path }));
}

/**
 * Makes the children of `parent` what is wanted, keeping the elements that are there already: focus, scroll positions
 * and running animations stay.
 */
export function patch(parent: Node, children: readonly Child[]): void {
  let next: ChildNode | null = parent.firstChild;
  for (const child of children) {
    if (typeof child === "string") {
      if (next?.nodeType === 3) {
        if (next.nodeValue !== child) next.nodeValue = child;
        next = next.nextSibling;
      } else parent.insertBefore(document.createTextNode(child), next);
    } else if (child) {
      let node = next;
      while (node !== null && !isOf(node, child)) node = node.nextSibling;
      while (node !== null && next !== null && next !== node) next = drop(next);
      next = node === null ? next : node.nextSibling;
      node ??= parent.insertBefore(create(parent, child.tag), next);
      update(node as Element, child);
    }
  }
  while (next !== null) next = drop(next);
}

function isOf(node: Node, { tag, props }: Wanted): boolean {
  const known = shown.get(node);
  return known !== undefined && known.tag === tag && known.props.key === props.key;
}

function drop(node: ChildNode): ChildNode | null {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function create(parent: Node, tag: string): Element {
  const isDrawing = tag === "svg" || (parent as Element).namespaceURI === SVG;
  return isDrawing ? document.createElementNS(SVG, tag) : document.createElement(tag);
}

function update(node: Element, wanted: Wanted): void {
  const known = shown.get(node);
  if (known === wanted) return;
  const before = known?.props ?? {};
  const { props } = wanted;
  for (const name in { ...before, ...props }) {
    const value = props[name];
    if (value === before[name] || name === "key") continue;
    if (name.startsWith("on")) {
      const type = name.slice(2);
      if (before[name]) node.removeEventListener(type, before[name] as EventListener);
      if (value) node.addEventListener(type, value as unknown as EventListener);
    } else if (name.startsWith("--"))
      (node as HTMLElement).style.setProperty(name, value === undefined ? null : `${value}`);
    else if (value === undefined || value === null || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : `${value}`);
  }
  shown.set(node, wanted);
  patch(node, wanted.children);
}
