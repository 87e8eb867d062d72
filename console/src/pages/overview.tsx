import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Activity, Channel, List, Session, UsageRow } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Empty, Page, Pill, Table } from '../parts/basic.tsx';
import { Chart, type Line } from '../parts/chart.tsx';
import { milliseconds, percent, usd } from '../parts/show.ts';
import { useScope } from '../scope.ts';

export default function Overview({ person }: { readonly person: Session }) {
  const say = useSay();
  const { mode } = useScope();
  const activity = useQuery({
    queryKey: ['activity', mode],
    queryFn: () => ask<Activity>('GET', `/activity${query({ mode })}`),
    refetchInterval: 4_000,
  });
  return (
    <Page
      title={say('overview')}
      actions={
        <Link className="button primary" href="/playground">
          {say('playground')}
        </Link>
      }
    >
      <Answered of={activity}>{(seen) => <LastHour activity={seen} />}</Answered>
      <div className="two">
        <Spending />
        {person.role === 'customer' ? null : <ChannelHealth />}
      </div>
    </Page>
  );
}

function LastHour({ activity }: { readonly activity: Activity }) {
  const say = useSay();
  const { minutes, latency_ms: latency } = activity;
  const sum = (pick: (minute: Activity['minutes'][number]) => number) =>
    minutes.reduce((total, minute) => total + pick(minute), 0);
  const ended = sum(({ requests }) => requests) - activity.queued - activity.running;
  const times = useMemo(() => minutes.map(({ at }) => Date.parse(at)), [minutes]);
  const lines = useMemo<Line[]>(
    () => [
      {
        label: say('imagesPerMinute'),
        values: minutes.map(({ images }) => images),
        color: '--accent',
        bars: true,
      },
      { label: say('requests'), values: minutes.map(({ requests }) => requests), color: '--blue' },
    ],
    [minutes, say],
  );
  return (
    <>
      <div className="tiles">
        <Tile
          label={`${say('requests')} · ${say('lastHour')}`}
          value={String(sum(({ requests }) => requests))}
        />
        <Tile
          label={say('success')}
          value={ended > 0 ? percent(sum(({ succeeded }) => succeeded) / ended) : '–'}
        />
        <Tile label={say('imagesWord')} value={String(sum(({ images }) => images))} />
        <Tile
          label={`${say('latency')} p50`}
          value={milliseconds(latency?.p50)}
          note={latency ? `p95 ${milliseconds(latency.p95)} · p99 ${milliseconds(latency.p99)}` : ''}
        />
        <Tile
          label={say('inFlight')}
          value={String(activity.queued + activity.running)}
          note={`${activity.running} ${say('running')} · ${activity.queued} ${say('queued')}`}
        />
      </div>
      <Card title={`${say('imagesPerMinute')} · ${say('lastHour')}`}>
        <Chart title={say('imagesPerMinute')} times={times} lines={lines} />
        {activity.cut ? <small>{say('cutHint')}</small> : null}
      </Card>
    </>
  );
}

function Tile({
  label,
  value,
  note,
}: {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}) {
  return (
    <div className="tile">
      <span className="quiet">{label}</span>
      <strong>{value}</strong>
      {note ? <small>{note}</small> : null}
    </div>
  );
}

function Spending() {
  const say = useSay();
  const { mode } = useScope();
  const byDay = useQuery({
    queryKey: ['usage', mode, 'day'],
    queryFn: () => ask<List<UsageRow>>('GET', `/usage${query({ mode, group_by: 'day' })}`),
  });
  const byModel = useQuery({
    queryKey: ['usage', mode, 'model'],
    queryFn: () => ask<List<UsageRow>>('GET', `/usage${query({ mode, group_by: 'model' })}`),
  });
  return (
    <Card title={`${say('spend')} · ${say('days30')}`}>
      <Answered of={byDay}>
        {({ data }) =>
          data.length === 0 ? (
            <div className="empty">
              <p>{say('firstImageHint')}</p>
              <Link className="button primary" href="/playground">
                {say('firstImage')}
              </Link>
            </div>
          ) : (
            <SpendChart rows={data} />
          )
        }
      </Answered>
      <Answered of={byModel}>
        {({ data }) =>
          data.length === 0 ? null : (
            <Table head={[say('model'), say('requests'), say('imagesWord'), say('spend')]}>
              {data.map((row) => (
                <tr key={row.model}>
                  <td>{row.model}</td>
                  <td className="number">{row.requests}</td>
                  <td className="number">{row.images}</td>
                  <td className="number">{usd(row.charged_usd)}</td>
                </tr>
              ))}
            </Table>
          )
        }
      </Answered>
    </Card>
  );
}

function SpendChart({ rows }: { readonly rows: readonly UsageRow[] }) {
  const say = useSay();
  const days = useMemo(() => {
    const spent = new Map(rows.map(({ day, charged_usd }) => [day, Number(charged_usd)]));
    const today = Math.floor(Date.now() / 86_400_000);
    return Array.from({ length: 30 }, (_, index) => {
      const ms = (today - 29 + index) * 86_400_000;
      return { ms, dollars: spent.get(new Date(ms).toISOString().slice(0, 10)) ?? 0 };
    });
  }, [rows]);
  const lines = useMemo<Line[]>(
    () => [
      {
        label: say('spend'),
        values: days.map(({ dollars }) => dollars),
        color: '--blue',
        bars: true,
        show: usd,
      },
    ],
    [days, say],
  );
  const times = useMemo(() => days.map(({ ms }) => ms), [days]);
  return <Chart title={say('spendPerDay')} times={times} lines={lines} />;
}

function ChannelHealth() {
  const say = useSay();
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: () => ask<List<Channel>>('GET', '/admin/channels'),
    refetchInterval: 5_000,
  });
  return (
    <Card title={`${say('channels')} · ${say('health')}`}>
      <Answered of={channels}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>{say('nothing')}</Empty>
          ) : (
            <Table head={[say('channel'), say('health'), say('latency'), say('errorRate'), say('inFlight')]}>
              {data.map((channel) => (
                <ChannelRow key={channel.id} channel={channel} />
              ))}
            </Table>
          )
        }
      </Answered>
    </Card>
  );
}

function ChannelRow({ channel }: { readonly channel: Channel }) {
  const say = useSay();
  const called = channel.health.filter(({ calls }) => calls > 0);
  const worst = Math.max(0, ...called.map(({ error_rate }) => error_rate));
  const latencies = called.flatMap(({ latency_ms }) => (latency_ms === null ? [] : [latency_ms]));
  const isOpen = channel.health.some(({ circuit }) => circuit === 'open');
  return (
    <tr>
      <td>
        <Link href="/channels">{channel.name}</Link>
      </td>
      <td>
        <Pill tone={isOpen ? 'bad' : channel.enabled && channel.usable ? 'good' : 'plain'}>
          {isOpen ? `${say('circuit')}: open` : say(channel.enabled ? 'enabled' : 'paused')}
        </Pill>
      </td>
      <td className="number">{latencies.length > 0 ? milliseconds(Math.max(...latencies)) : '–'}</td>
      <td className="number">{called.length > 0 ? percent(worst) : '–'}</td>
      <td className="number">{channel.load.running}</td>
    </tr>
  );
}
