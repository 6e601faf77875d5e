import { Skeleton } from "@mantine/core";
import { useInViewport } from "@mantine/hooks";
import { lazy, type ReactNode, type RefObject, Suspense, useRef } from "react";
import type { XyData } from "./chart-data.ts";
import { seriesColor } from "./series-color.ts";

const UplotChart = lazy(async () => ({ default: (await import("./uplot-chart.tsx")).UplotChart }));

/** A chart over dates or categories, drawn once it is seen. */
export function XyChart(props: {
  readonly data: XyData;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly height?: number;
}): ReactNode {
  const { data, canvas, height = 240 } = props;
  const { ref, inViewport } = useInViewport();
  const wasSeen = useRef(false);
  wasSeen.current ||= inViewport;
  return (
    <div ref={ref} className="xy" style={{ minHeight: height }}>
      {wasSeen.current && (
        <Suspense fallback={<Skeleton height={height} />}>
          <UplotChart data={data} canvas={canvas} height={height} />
        </Suspense>
      )}
      {data.series.length > 1 && (
        <ul className="legend" aria-hidden="true">
          {data.series.map((series) => (
            <li key={series.label}>
              <i
                className={series.isQuiet === true ? "quiet" : undefined}
                style={{ background: `var(--${seriesColor(series, data)})` }}
              />
              {series.label}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
