import type { Channel } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Pill, Table } from '../parts/basic.tsx';
import { at, milliseconds, percent } from '../parts/show.ts';
import { circuitTone } from './channel-state.ts';

/** What this process saw of the channel since it started, by upstream model. */
export function ChannelHealth({ of: channel }: { readonly of: Channel }) {
  const say = useSay();
  const seen = channel.health.filter(({ calls, circuit }) => calls > 0 || circuit !== 'closed');
  if (seen.length === 0) return <p className="quiet">{say('neverCalled')}</p>;
  return (
    <Table
      head={[
        say('model'),
        say('circuit'),
        say('requests'),
        say('deliveredCount'),
        say('errorRate'),
        say('latency'),
        say('lastFailure'),
      ]}
    >
      {seen.map((health) => (
        <tr key={health.upstream_model}>
          <td>{health.upstream_model}</td>
          <td>
            <Pill tone={circuitTone(health.circuit)}>{health.circuit}</Pill>{' '}
            <small>
              {health.cause ?? ''} {health.open_until ? at(health.open_until) : ''}
            </small>
          </td>
          <td className="number">{health.calls}</td>
          <td className="number">{health.delivered}</td>
          <td className="number">{percent(health.error_rate)}</td>
          <td className="number">{milliseconds(health.latency_ms)}</td>
          <td>
            {health.last_failure ? (
              <small>
                {health.last_failure.code} · {at(health.last_failure.at)}
              </small>
            ) : (
              '–'
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
