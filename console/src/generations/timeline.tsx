import type { Attempt, Generation } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card, Empty, Pill, Table } from '../parts/basic.tsx';
import { milliseconds } from '../parts/show.ts';

/** Each attempt where it lay in time; the bar is its part of the whole. */
export function Timeline({ of: receipt }: { readonly of: Generation }) {
  const say = useSay();
  const startMs = Date.parse(receipt.created_at);
  const endMs = Math.max(
    receipt.finished_at ? Date.parse(receipt.finished_at) : Date.now(),
    ...receipt.attempts.map(({ started_at, duration_ms }) => Date.parse(started_at) + duration_ms),
    startMs + 1,
  );
  const share = (ms: number) => `${(100 * ms) / (endMs - startMs)}%`;
  const saidBy = (attempt: Attempt) =>
    receipt.attempts_internal?.find(
      ({ image, number }) => image === attempt.image && number === attempt.number,
    )?.internal;
  return (
    <Card title={say('timeline')}>
      {receipt.attempts.length === 0 ? (
        <Empty>{say('noAttempts')}</Empty>
      ) : (
        <Table
          head={[
            say('imagesWord'),
            say('channel'),
            say('model'),
            say('state'),
            say('duration'),
            say('timeline'),
          ]}
        >
          {receipt.attempts.map((attempt) => (
            <tr key={`${attempt.image} ${attempt.number}`}>
              <td className="number">
                {attempt.image}.{attempt.number}
              </td>
              <td>{attempt.channel}</td>
              <td>{attempt.model}</td>
              <td>
                <Pill tone={attempt.result === 'delivered' ? 'good' : 'bad'}>{attempt.result}</Pill>{' '}
                {attempt.upstream_status ?? ''}
                {saidBy(attempt) ? (
                  <details>
                    <summary>{say('upstreamWords')}</summary>
                    <p className="words">{saidBy(attempt)}</p>
                  </details>
                ) : null}
              </td>
              <td className="number">{milliseconds(attempt.duration_ms)}</td>
              <td className="track">
                <div
                  className={attempt.result === 'delivered' ? 'bar' : 'bar failed'}
                  style={{
                    marginLeft: share(Date.parse(attempt.started_at) - startMs),
                    width: share(attempt.duration_ms),
                  }}
                />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}
