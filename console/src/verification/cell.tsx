import { useQuery } from '@tanstack/react-query';
import type { Capability, Evidence, List } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Dialog, Empty, Pill, Table } from '../parts/basic.tsx';
import { Moment } from '../parts/moment.tsx';
import { at, milliseconds } from '../parts/show.ts';
import { type Tone, toneOf } from './status.ts';

interface History extends List<Evidence> {
  readonly case: { readonly proves: string; readonly costs: string; readonly lies: string };
}

const pills = { good: 'good', sandbox: 'wait', wait: 'plain', bad: 'bad' } as const satisfies Record<
  Tone,
  string
>;

/** What one row of the capability table rests on: its newest picture, and every check before. */
export function Cell({ row, onClose }: { readonly row: Capability; readonly onClose: () => void }) {
  const say = useSay();
  const history = useQuery({
    queryKey: ['evidence', row.case],
    queryFn: () => ask<History>('GET', `/admin/verification/evidence${query({ case: row.case, limit: 20 })}`),
  });
  return (
    <Dialog title={row.label} onClose={onClose}>
      <div className="row">
        <Pill tone={pills[toneOf(row)]}>{row.status}</Pill>
        <span className="quiet">
          {row.model} · {row.contract} · {say('checked')} {at(row.checked_at)}
        </span>
      </div>
      {row.message ? <p className="words">{row.message}</p> : null}
      <Answered of={history}>
        {(found) => (
          <>
            <Picture of={found.data.find(({ artifact_url }) => artifact_url !== null)} />
            <dl className="facts">
              <dt>{say('proves')}</dt>
              <dd>{found.case.proves}</dd>
              <dt>{say('checkCosts')}</dt>
              <dd>{found.case.costs}</dd>
              <dt>{say('lies')}</dt>
              <dd>{found.case.lies}</dd>
            </dl>
            {found.data.length === 0 ? (
              <Empty>{say('noEvidence')}</Empty>
            ) : (
              <Table head={[say('evidence'), say('channel'), say('checked'), say('duration')]}>
                {found.data.map((entry) => (
                  <tr key={`${entry.run} ${entry.channel}`}>
                    <td>
                      <Pill tone={entry.passed ? 'good' : 'bad'}>
                        {say(entry.passed ? 'passed' : 'failed')}
                      </Pill>{' '}
                      <small>{entry.message ?? sizeOf(entry)}</small>
                    </td>
                    <td>{entry.channel}</td>
                    <Moment of={entry.checked_at} />
                    <td className="number">{milliseconds(entry.duration_ms)}</td>
                  </tr>
                ))}
              </Table>
            )}
          </>
        )}
      </Answered>
    </Dialog>
  );
}

const sizeOf = ({ image }: Evidence) => (image ? `${image.width}×${image.height} ${image.media_type}` : '');

function Picture({ of: entry }: { readonly of: Evidence | undefined }) {
  const say = useSay();
  if (!entry?.artifact_url) return null;
  return (
    <figure className="evidence">
      <a href={entry.artifact_url} target="_blank" rel="noreferrer">
        <img
          src={entry.artifact_url.replace(/^.*\/task-artifacts\//, '/console/api/thumbnails/')}
          alt={say('evidence')}
        />
      </a>
      <figcaption>
        <small>
          {sizeOf(entry)} · {entry.channel} · {at(entry.checked_at)}
        </small>
      </figcaption>
    </figure>
  );
}
