import type { Attempt, Generation } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card, Empty, Pill, Table } from '../parts/basic.tsx';
import { milliseconds, momentMs } from '../parts/show.ts';

/** Each attempt where it lay in time; the bar is its part of the whole. */
export function Timeline({ of: receipt }: { readonly of: Generation }) {
  const say = useSay();
  const startMs = momentMs(receipt.created_at);
  const endMs = Math.max(
    receipt.finished_at ? momentMs(receipt.finished_at) : Date.now(),
    ...receipt.attempts.map(({ started_at, duration_ms }) => momentMs(started_at) + duration_ms),
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
            <Tried
              key={`${attempt.image} ${attempt.number}`}
              of={attempt}
              words={saidBy(attempt)}
              from={share(momentMs(attempt.started_at) - startMs)}
              width={share(attempt.duration_ms)}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}

interface TriedProps {
  readonly of: Attempt;
  /** The upstream's own, for operators. */
  readonly words: string | null | undefined;
  readonly from: string;
  readonly width: string;
}

function Tried({ of: attempt, words, from, width }: TriedProps) {
  const say = useSay();
  return (
    <tr>
      <td className="number">
        {attempt.image}.{attempt.number}
      </td>
      <td>{attempt.channel}</td>
      <td>{attempt.model}</td>
      <td>
        <Pill tone={attempt.result === 'delivered' ? 'good' : 'bad'}>{attempt.result}</Pill>{' '}
        {attempt.upstream_status ?? ''}
        {words ? (
          <details>
            <summary>{say('upstreamWords')}</summary>
            <p className="words">{words}</p>
          </details>
        ) : null}
      </td>
      <td className="number">{milliseconds(attempt.duration_ms)}</td>
      <td className="track">
        <div
          className={attempt.result === 'delivered' ? 'bar' : 'bar failed'}
          style={{
            marginLeft: from,
            width,
          }}
        />
      </td>
    </tr>
  );
}
