import { useMemo } from 'react';
import type { Activity } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card } from '../parts/basic.tsx';
import { Chart } from '../parts/chart.tsx';
import type { Line } from '../parts/lines.ts';
import { milliseconds, usdRounded } from '../parts/show.ts';
import { useScope } from '../scope.ts';
import { type Range, rangeTexts } from './range.ts';

interface Props {
  readonly activity: Activity;
  readonly range: Range;
}

/** Requests by how they ended, images, latency and money over the range. */
export function ActivityCharts({ activity, range }: Props) {
  const say = useSay();
  const { mode } = useScope();
  // An axis has no room for the word at each amount.
  const spendTitle = mode === 'test' ? `${say('spend')} (${say('test')})` : say('spend');
  const { buckets } = activity;
  const times = useMemo(() => buckets.map(({ at }) => Date.parse(at)), [buckets]);
  const charts = useMemo(() => {
    const requests: Line[] = [
      { label: say('requests'), values: buckets.map((each) => each.requests), color: '--blue', bars: true },
      { label: say('failed'), values: buckets.map((each) => each.failed), color: '--bad', bars: true },
    ];
    const images: Line[] = [
      { label: say('imagesWord'), values: buckets.map((each) => each.images), color: '--accent', bars: true },
    ];
    const latency: Line[] = [
      { label: 'p50', values: buckets.map((each) => each.p50_ms), color: '--good', show: milliseconds },
      { label: 'p95', values: buckets.map((each) => each.p95_ms), color: '--wait', show: milliseconds },
    ];
    const spend: Line[] = [
      {
        label: spendTitle,
        values: buckets.map((each) => Number(each.charged_usd)),
        color: '--blue',
        bars: true,
        show: usdRounded,
      },
    ];
    return { requests, images, latency, spend };
  }, [buckets, say, spendTitle]);
  const of = (title: string) => `${title} · ${say(rangeTexts[range])}`;
  return (
    <div className="charts">
      <Card title={of(say('requests'))}>
        <Chart title={say('requests')} times={times} lines={charts.requests} />
      </Card>
      <Card title={of(say(range === '1h' ? 'imagesPerMinute' : 'imagesWord'))}>
        <Chart title={say('imagesWord')} times={times} lines={charts.images} />
      </Card>
      <Card title={of(say('latency'))}>
        <Chart title={say('latency')} times={times} lines={charts.latency} />
        {activity.cut ? <small>{say('cutHint')}</small> : null}
      </Card>
      <Card title={of(spendTitle)}>
        <Chart title={spendTitle} times={times} lines={charts.spend} />
      </Card>
    </div>
  );
}
