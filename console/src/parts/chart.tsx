import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '../language.tsx';
import { ChartTable } from './chart-table.tsx';
import type { Line, Lines } from './lines.ts';
import { useTheme } from './use-theme.ts';

interface Props extends Lines {
  readonly title: string;
}

const heightPx = 160;

/** Lines or bars over time, drawn; and the same as a sentence and as a table for who does not see them. */
export function Chart({ title, times, lines }: Props) {
  const { say, language } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const [isTable, showTable] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the style sheet's colours change with the theme
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const plot = new uPlot(
      optionsOf(element, lines, { times, language, when: say('when') }),
      // A bar of nothing would be drawn as a dash.
      [
        times.map((ms) => ms / 1000),
        ...lines.map(({ values, bars }) => values.map((value) => (bars && value === 0 ? null : value))),
      ],
      element,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightPx }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [times, lines, theme, language]);
  const said = lines
    .map(({ label, values, show = String }) => {
      const known = values.filter((value) => value !== null);
      return known.length === 0
        ? `${label}: –`
        : say('chartSays', { label, last: show(known.at(-1) ?? 0), most: show(Math.max(...known)) });
    })
    .join(' ');
  return (
    <>
      <div ref={place} className="chart" role="img" aria-label={`${title}. ${said}`} />
      <button
        type="button"
        className="small plain"
        aria-expanded={isTable}
        onClick={() => showTable(!isTable)}
      >
        {say(isTable ? 'hideFigures' : 'showFigures')}
      </button>
      {isTable ? <ChartTable times={times} lines={lines} /> : null}
    </>
  );
}

interface Wording {
  readonly times: readonly number[];
  readonly language: string;
  readonly when: string;
}

const dayMs = 86_400_000;

function optionsOf(element: HTMLElement, lines: readonly Line[], wording: Wording): uPlot.Options {
  const { times, language, when } = wording;
  const isLong = (times.at(-1) ?? 0) - (times[0] ?? 0) > 2 * dayMs;
  const moment = new Intl.DateTimeFormat(
    language,
    isLong ? { month: 'short', day: 'numeric' } : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  );
  const timeOf = (seconds: number) => moment.format(seconds * 1000);
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const font = `12px ${style.fontFamily}`;
  const axis = {
    stroke: color('--quiet'),
    font,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  const show = lines[0]?.show ?? ((value: number) => (Number.isInteger(value) ? String(value) : ''));
  return {
    width: element.clientWidth,
    height: heightPx,
    cursor: { y: false },
    scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [
      { ...axis, size: 30, values: (_, splits) => splits.map(timeOf) },
      { ...axis, size: 58, values: (_, splits) => splits.map(show) },
    ],
    series: [
      { label: when, value: (plot, seconds) => timeOf(seconds ?? plot.data[0].at(-1) ?? 0) },
      ...lines.map((line) => ({
        label: line.label,
        stroke: color(line.color),
        fill: line.bars ? `${color(line.color)}66` : `${color(line.color)}18`,
        width: 2,
        spanGaps: true,
        points: { show: !line.bars, size: 5 },
        // The moment pointed at, else the newest: a legend without figures says nothing.
        value: (_: uPlot, __: number | null, ___: number, index: number | null) => {
          const value = line.values.at(index ?? -1) ?? null;
          return value === null ? '–' : (line.show ?? String)(value);
        },
        ...(line.bars && uPlot.paths.bars ? { paths: uPlot.paths.bars({ size: [0.7, 40] }) } : {}),
      })),
    ],
  };
}
