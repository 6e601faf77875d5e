import type { ReactNode } from "react";

const WIDTH = 160;
const HEIGHT = 40;

/** A small line without axes beside a number that says the same. */
export function Spark({ values }: { readonly values: readonly (number | null)[] }): ReactNode {
  const known = values.map((value) => value ?? 0);
  const top = Math.max(0, ...known);
  if (known.length < 2 || top === 0) return null;
  const low = Math.min(...known);
  // Half as much room below as the line takes: it shows a course, not sizes.
  const bottom = Math.max(0, low - (top - low) / 2);
  const span = Math.max(top - bottom, Number.MIN_VALUE);
  const points = known.map((value, i) => {
    const x = (i / (known.length - 1)) * WIDTH;
    return `${x.toFixed(1)},${(HEIGHT - 2 - ((value - bottom) / span) * (HEIGHT - 4)).toFixed(1)}`;
  });
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polygon points={`0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`} />
      <polyline points={points.join(" ")} />
    </svg>
  );
}
