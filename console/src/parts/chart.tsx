import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Line {
  readonly label: string;
  readonly values: readonly number[];
  /** A custom property of the style sheet. */
  readonly color: string;
  readonly bars?: boolean;
  readonly show?: (value: number) => string;
}

/** Lines or bars over time. `times` are Unix milliseconds; the table for screen readers holds the same. */
export function Chart(props: { title: string; times: readonly number[]; lines: readonly Line[] }) {
  const { title, times, lines } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const style = getComputedStyle(element);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: color('--quiet'),
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
    };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: 180,
        legend: { show: lines.length > 1 },
        cursor: { y: false },
        scales: { y: { range: (_, __, max) => [0, Math.max(1e-6, max * 1.1)] } },
        axes: [axis, { ...axis, size: 58, values: (_, splits) => splits.map(lines[0]?.show ?? String) }],
        series: [
          {},
          ...lines.map((line) => ({
            label: line.label,
            stroke: color(line.color),
            fill: `${color(line.color)}33`,
            width: 2,
            points: { show: false },
            ...(line.bars && uPlot.paths.bars ? { paths: uPlot.paths.bars({ size: [0.7, 40] }) } : {}),
          })),
        ],
      },
      [times.map((ms) => ms / 1000), ...lines.map(({ values }) => [...values])],
      element,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: 180 }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [times, lines]);
  const last = lines
    .map(({ label, values, show = String }) => `${label}: ${show(values.at(-1) ?? 0)}`)
    .join('; ');
  return <div ref={place} className="chart" role="img" aria-label={`${title}. ${last}`} />;
}
