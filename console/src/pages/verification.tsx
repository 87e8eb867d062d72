import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Channel, List, Session } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Dialog, Empty, Field, Page, Pill, Problem, Table } from '../parts/basic.tsx';
import { at, milliseconds, usd } from '../parts/show.ts';

interface Row {
  readonly case: string;
  readonly model: string;
  readonly contract: string;
  readonly surface: string;
  readonly feature: string;
  readonly label: string;
  readonly status: string;
  readonly checked_at: string | null;
  readonly message: string | null;
}

interface Run {
  readonly id: string;
  readonly channel: string;
  readonly reason: string;
  readonly status: string;
  readonly requests: { readonly planned: number; readonly done: number };
  readonly rows: { readonly passed: number; readonly failed: number };
  readonly quote_usd: string;
  readonly spent_usd: string;
  readonly started_at: string;
}

interface Evidence {
  readonly run: string;
  readonly channel: string;
  readonly passed: boolean;
  readonly message: string | null;
  readonly artifact_url: string | null;
  readonly image: { readonly width: number; readonly height: number; readonly media_type: string } | null;
  readonly duration_ms: number;
  readonly checked_at: string;
}

export default function Verification({ person }: { readonly person: Session }) {
  const say = useSay();
  const table = useQuery({
    queryKey: ['verification-table'],
    queryFn: () => ask<List<Row>>('GET', '/admin/verification/table'),
    refetchInterval: 10_000,
  });
  const [chosen, choose] = useState<Row>();
  const canRun = person.role === 'owner' || person.role === 'operator';
  return (
    <Page title={say('verification')}>
      {canRun ? <NewRun /> : null}
      <Runs />
      <Card>
        <p className="quiet">{say('legend')}</p>
        <Answered of={table}>
          {({ data }) =>
            data.length === 0 ? <Empty>{say('nothing')}</Empty> : <Matrix rows={data} onChoose={choose} />
          }
        </Answered>
      </Card>
      {chosen ? <CellDialog row={chosen} onClose={() => choose(undefined)} /> : null}
    </Page>
  );
}

const toneOf = (status: string) =>
  status.startsWith('Verified') ? 'good' : status === 'Failing' ? 'bad' : 'wait';
const signs = { good: '✓', bad: '✗', wait: '·' } as const;

/** Models one below another; in each a line per contract and feature, a square per row of the table. */
function Matrix({
  rows,
  onChoose,
}: {
  readonly rows: readonly Row[];
  readonly onChoose: (row: Row) => void;
}) {
  const models = [...new Set(rows.map(({ model }) => model))];
  return (
    <>
      {models.map((model) => (
        <ModelMatrix
          key={model}
          model={model}
          rows={rows.filter((row) => row.model === model)}
          onChoose={onChoose}
        />
      ))}
    </>
  );
}

function ModelMatrix(props: {
  readonly model: string;
  readonly rows: readonly Row[];
  readonly onChoose: (row: Row) => void;
}) {
  const { model, rows } = props;
  const counts = { good: 0, bad: 0, wait: 0 };
  for (const { status } of rows) counts[toneOf(status)] += 1;
  const lines = new Map<string, Row[]>();
  for (const row of rows) {
    const line = `${row.contract} · ${row.feature}${row.surface === 'upstream' ? ' (upstream)' : ''}`;
    lines.set(line, [...(lines.get(line) ?? []), row]);
  }
  return (
    <details open={counts.bad > 0}>
      <summary>
        <strong>{model}</strong> <Pill tone="good">✓ {counts.good}</Pill>{' '}
        <Pill tone="bad">✗ {counts.bad}</Pill> <Pill tone="plain">· {counts.wait}</Pill>
      </summary>
      <div className="matrix">
        {[...lines].map(([line, cells]) => (
          <div className="matrix-row" key={line}>
            <span>{line}</span>
            <div className="cells">
              {cells.map((row) => {
                const tone = toneOf(row.status);
                const title = `${row.label}: ${row.status}`;
                return (
                  <button
                    key={row.case}
                    type="button"
                    className={tone}
                    title={title}
                    aria-label={title}
                    onClick={() => props.onChoose(row)}
                  >
                    {signs[tone]}
                  </button>
                );
              })}
            </div>
          </div>
        ))}
      </div>
    </details>
  );
}

interface History extends List<Evidence> {
  readonly case: { readonly proves: string; readonly lies: string };
}

function CellDialog({ row, onClose }: { readonly row: Row; readonly onClose: () => void }) {
  const say = useSay();
  const history = useQuery({
    queryKey: ['evidence', row.case],
    queryFn: () => ask<History>('GET', `/admin/verification/evidence${query({ case: row.case, limit: 20 })}`),
  });
  return (
    <Dialog title={row.label} onClose={onClose}>
      <div className="row">
        <Pill tone={toneOf(row.status) === 'wait' ? 'plain' : toneOf(row.status)}>{row.status}</Pill>
        <span className="quiet">
          {row.model} · {row.contract} · {say('checked')} {at(row.checked_at)}
        </span>
      </div>
      {row.message ? <p className="words">{row.message}</p> : null}
      <Answered of={history}>
        {(found) => (
          <>
            <dl className="facts">
              <dt>{say('proves')}</dt>
              <dd>{found.case.proves}</dd>
              <dt>{say('lies')}</dt>
              <dd>{found.case.lies}</dd>
            </dl>
            {found.data.length === 0 ? (
              <Empty>{say('nothing')}</Empty>
            ) : (
              <Table head={[say('evidence'), say('state'), say('channel'), say('checked'), say('duration')]}>
                {found.data.map((entry) => (
                  <tr key={`${entry.run} ${entry.channel}`}>
                    <td>
                      {entry.artifact_url ? (
                        <a href={entry.artifact_url} target="_blank" rel="noreferrer">
                          <span className="thumbs">
                            <img
                              src={thumbnailOf(entry.artifact_url)}
                              alt={say('evidence')}
                              width={44}
                              height={44}
                            />
                          </span>
                        </a>
                      ) : (
                        '–'
                      )}
                    </td>
                    <td>
                      {entry.passed ? '✓' : '✗'}{' '}
                      <small>
                        {entry.message ??
                          (entry.image
                            ? `${entry.image.width}×${entry.image.height} ${entry.image.media_type}`
                            : '')}
                      </small>
                    </td>
                    <td>{entry.channel}</td>
                    <td>{at(entry.checked_at)}</td>
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

const thumbnailOf = (url: string) => url.replace(/^.*\/task-artifacts\//, '/console/api/thumbnails/');

function Runs() {
  const say = useSay();
  const runs = useQuery({
    queryKey: ['verification-runs'],
    queryFn: () => ask<List<Run>>('GET', `/admin/verification/runs${query({ limit: 10 })}`),
    refetchInterval: (state) =>
      state.state.data?.data.some(({ status }) => status === 'running') ? 1_000 : 10_000,
  });
  const cancel = useAct((id: string) => ask('POST', `/admin/verification/runs/${id}/cancel`));
  return (
    <Card title={say('runs')}>
      <Answered of={runs}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>{say('nothing')}</Empty>
          ) : (
            <Table
              head={[say('when'), say('channel'), say('reason'), say('state'), '✓ / ✗', say('spend'), '']}
            >
              {data.map((run) => (
                <tr key={run.id}>
                  <td>{at(run.started_at)}</td>
                  <td>{run.channel}</td>
                  <td>{run.reason}</td>
                  <td>
                    {run.status}
                    {run.status === 'running' ? (
                      <progress
                        max={run.requests.planned}
                        value={run.requests.done}
                        aria-label={say('progress', run.requests)}
                      />
                    ) : null}
                  </td>
                  <td>
                    {run.rows.passed} / {run.rows.failed}
                  </td>
                  <td className="number">
                    {usd(run.spent_usd)} / {usd(run.quote_usd)}
                  </td>
                  <td>
                    {run.status === 'running' ? (
                      <button type="button" className="small" onClick={() => cancel.mutate(run.id)}>
                        {say('cancel')}
                      </button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Answered>
      {cancel.error ? <Problem error={cancel.error} /> : null}
    </Card>
  );
}

interface Quote {
  readonly requests: number;
  readonly rows: number;
  readonly quote_usd: string;
}

/** Chooses a channel, shows what checking it costs, and starts. */
function NewRun() {
  const say = useSay();
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: () => ask<List<Channel>>('GET', '/admin/channels'),
  });
  const [order, setOrder] = useState<{ channel: string; cap_usd?: string }>();
  const quote = useAct((body: object) => ask<Quote>('POST', '/admin/verification/quotes', body));
  const start = useAct(
    (body: object) => ask('POST', '/admin/verification/runs', body),
    () => quote.reset(),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const cap = String(form.get('cap') ?? '');
    const next = { channel: String(form.get('channel')), ...(cap ? { cap_usd: cap } : {}) };
    setOrder(next);
    quote.mutate(next);
  };
  return (
    <Card title={say('runVerification')}>
      <form className="row" onSubmit={submit}>
        <Field label={say('channel')}>
          <select name="channel">
            {channels.data?.data.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <Field label={say('cap')}>
          <input name="cap" type="number" min={0} step="any" />
        </Field>
        <button type="submit" disabled={quote.isPending}>
          {say('quote')}
        </button>
      </form>
      {quote.error ? <Problem error={quote.error} /> : null}
      {quote.data && order ? (
        <div className="row" role="status">
          <span>
            {say('quoted', {
              requests: quote.data.requests,
              rows: quote.data.rows,
              price: usd(quote.data.quote_usd),
            })}
          </span>
          <button
            type="button"
            className="primary"
            disabled={start.isPending}
            onClick={() => start.mutate(order)}
          >
            {say('start')}
          </button>
        </div>
      ) : null}
      {start.error ? <Problem error={start.error} /> : null}
    </Card>
  );
}
