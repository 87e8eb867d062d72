import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Activity, ActivityBucket } from '../answers.ts';
import { useSay } from '../language.tsx';
import { useMoney } from '../parts/money.ts';
import { milliseconds, percent } from '../parts/show.ts';
import type { Range } from './range.ts';

interface Props {
  readonly activity: Activity;
  readonly range: Range;
}

/** The range in a handful of numbers. */
export function Figures({ activity, range }: Props) {
  const say = useSay();
  const { usdRounded } = useMoney();
  const { buckets, latency_ms: latency } = activity;
  const sum = (pick: (bucket: ActivityBucket) => number) =>
    buckets.reduce((total, bucket) => total + pick(bucket), 0);
  const [succeeded, failed] = [sum((each) => each.succeeded), sum((each) => each.failed)];
  const images = sum((each) => each.images);
  const minutes = (buckets.length * activity.bucket_ms) / 60_000;
  const perMinute = images / minutes;
  return (
    <div className="tiles">
      <Tile label={say('requests')} value={String(sum((each) => each.requests))} />
      <Tile
        label={say('success')}
        value={succeeded + failed > 0 ? percent(succeeded / (succeeded + failed)) : '–'}
        note={
          failed > 0 ? (
            <Link href={`/generations?state=failed&period=${range}`}>
              {say('failedCount', { count: failed })}
            </Link>
          ) : (
            ''
          )
        }
      />
      <Tile
        label={say('imagesWord')}
        value={String(images)}
        note={`${perMinute.toFixed(perMinute < 10 ? 2 : 0)} ${say('aMinuteWord')}`}
      />
      <Tile label={say('spend')} value={usdRounded(sum((each) => Number(each.charged_usd)))} />
      <Tile
        label={`${say('latency')} p50`}
        value={milliseconds(latency?.p50)}
        note={
          latency
            ? `p95 ${milliseconds(latency.p95)}\np99 ${milliseconds(latency.p99)}${activity.cut ? `\n${say('cutHint')}` : ''}`
            : ''
        }
        hint={say('latencyHint')}
      />
      <Tile
        label={say('inFlight')}
        value={String(activity.queued + activity.running)}
        note={`${activity.running} ${say('running')}\n${activity.queued} ${say('queued')}`}
      />
    </div>
  );
}

function Tile(props: {
  readonly label: string;
  readonly value: string;
  readonly note?: ReactNode;
  readonly hint?: string;
}) {
  return (
    <div className="tile" title={props.hint}>
      <span className="quiet">{props.label}</span>
      <strong>{props.value}</strong>
      <small>{props.note ?? ''}</small>
    </div>
  );
}
