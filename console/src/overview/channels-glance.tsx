import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Channel, List } from '../answers.ts';
import { ask } from '../ask.ts';
import { stateOf, toneOf } from '../channels/channel-state.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Empty, Pill, Table } from '../parts/basic.tsx';
import { milliseconds, percent } from '../parts/show.ts';

/** Which channels work, one line each. */
export function ChannelsGlance() {
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
            <Empty>{say('noChannels')}</Empty>
          ) : (
            <Table head={[say('channel'), say('health'), say('latency'), say('errorRate'), say('inFlight')]}>
              {[...data]
                .sort((a, b) => a.priority - b.priority)
                .map((channel) => (
                  <Row key={channel.id} of={channel} />
                ))}
            </Table>
          )
        }
      </Answered>
    </Card>
  );
}

function Row({ of: channel }: { readonly of: Channel }) {
  const say = useSay();
  const called = channel.health.filter(({ calls }) => calls > 0);
  const latencies = called.flatMap(({ latency_ms }) => (latency_ms === null ? [] : [latency_ms]));
  const resting = channel.health.filter(({ circuit }) => circuit !== 'closed').length;
  const state = stateOf(channel);
  return (
    <tr>
      <td>
        <Link href="/channels">{channel.name}</Link>
      </td>
      <td>
        <Pill tone={resting > 0 ? 'bad' : toneOf(state)}>
          {resting > 0 ? say('resting', { count: resting, all: channel.health.length }) : say(state)}
        </Pill>
      </td>
      <td className="number">{latencies.length > 0 ? milliseconds(Math.max(...latencies)) : '–'}</td>
      <td className="number">
        {called.length > 0 ? percent(Math.max(...called.map(({ error_rate }) => error_rate))) : '–'}
      </td>
      <td className="number">{channel.load.running}</td>
    </tr>
  );
}
