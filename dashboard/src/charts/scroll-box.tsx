import type { ReactNode } from "react";

/** A box that may scroll: with the keyboard, too, for which it takes the focus. */
export function ScrollBox(props: {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={`scroll-box ${props.className ?? ""}`} aria-label={props.label} tabIndex={0}>
      {props.children}
    </section>
  );
}
