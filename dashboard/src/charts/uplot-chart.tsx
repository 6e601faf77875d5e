import { useMantineColorScheme } from "@mantine/core";
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { XyData } from "./chart-data.ts";
import { readPalette } from "./palette.ts";
import { createTooltip } from "./tooltip.ts";
import { drawnData, optionsOf } from "./uplot-options.ts";

/** What {@link UplotChart} draws. */
export interface UplotChartProps {
  readonly data: XyData;
  /** At least; it fills what its card leaves it. */
  readonly height: number;
  /** Given the drawn canvas, for whoever wants a picture of it. */
  readonly canvas: RefObject<HTMLCanvasElement | null>;
}

/** A chart over dates or categories. The words around it say what it shows: it is hidden from screen readers. */
export function UplotChart({ data, height, canvas }: UplotChartProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<{ readonly chart: uPlot; readonly shape: string } | undefined>(undefined);
  const shown = useRef(data);
  const { colorScheme } = useMantineColorScheme();
  // What it is made of; new numbers alone are drawn into the chart there is.
  const shape = [colorScheme, data.kind, data.isOpen, data.x.join(), data.series.map(({ label }) => label)].join();

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const make = (): void => {
      plot.current?.chart.destroy();
      const options = optionsOf(shown.current, readPalette(), sizeOf(element));
      options.plugins = [createTooltip(() => shown.current)];
      const chart = new uPlot(options, drawnData(shown.current), element);
      canvas.current = chart.ctx.canvas;
      plot.current = { chart, shape };
    };
    make();
    const resize = new ResizeObserver(() => {
      const [size, chart] = [sizeOf(element), plot.current?.chart];
      if (size.width > 0 && (size.width !== chart?.width || size.height !== chart.height)) chart?.setSize(size);
    });
    resize.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", make);
    return () => {
      scheme.removeEventListener("change", make);
      resize.disconnect();
      plot.current?.chart.destroy();
      plot.current = undefined;
      canvas.current = null;
    };
  }, [shape, canvas]);

  useEffect(() => {
    if (shown.current === data) return;
    shown.current = data;
    if (plot.current?.shape === shape) plot.current.chart.setData(drawnData(data));
  }, [data, shape]);

  return <div ref={box} className="plot" style={{ minHeight: height }} aria-hidden="true" />;
}

function sizeOf({ clientWidth: width, clientHeight: height }: HTMLElement): { width: number; height: number } {
  return { width, height };
}
