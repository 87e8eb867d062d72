import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import type { Attempt, Generation as Receipt } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Page, Problem, StatePill, Table } from '../parts/basic.tsx';
import { Copy } from '../parts/copy.tsx';
import { at, bytes, milliseconds, usd } from '../parts/show.ts';
import { useScope } from '../scope.ts';

export default function Generation({ id }: { readonly id: string }) {
  const say = useSay();
  const { mode } = useScope();
  const receipt = useQuery({
    queryKey: ['generation', mode, id],
    queryFn: () => ask<Receipt>('GET', `/generations/${id}${query({ mode })}`),
    refetchInterval: (state) => (state.state.data?.finished_at === null ? 1_000 : false),
  });
  return (
    <Page title={say('receipt')} actions={<Link href="/generations">{say('back')}</Link>}>
      <Answered of={receipt}>{(seen) => <Detail receipt={seen} />}</Answered>
    </Page>
  );
}

function Detail({ receipt }: { readonly receipt: Receipt }) {
  const say = useSay();
  const [, go] = useLocation();
  const { requested } = receipt;
  const again = () => {
    const { model, aspect_ratio, resolution, output_format, prompt } = requested as Record<
      string,
      string | null
    >;
    sessionStorage.setItem(
      'plantain.order',
      JSON.stringify({
        prompt,
        model,
        ratio: aspect_ratio ?? '',
        resolution: resolution ?? '',
        format: output_format ?? '',
      }),
    );
    go('/playground');
  };
  return (
    <>
      <Card
        title={receipt.id}
        actions={
          <div className="row">
            <Copy text={receipt.id} />
            <button type="button" onClick={again}>
              {say('again')}
            </button>
          </div>
        }
      >
        <p className="words">{requested.prompt}</p>
        <div className="row">
          <StatePill state={receipt.status} />
          <span className="quiet">
            {receipt.model} · {receipt.contract} · {at(receipt.created_at)}
          </span>
        </div>
        {receipt.error ? (
          <Problem error={new Error(`${receipt.error.message} (${receipt.error.code})`)} />
        ) : null}
        <div className="result-images">
          {receipt.images.map((image) => (
            <figure key={image.url}>
              <a href={image.url} target="_blank" rel="noreferrer">
                <img
                  src={image.url}
                  width={image.width}
                  height={image.height}
                  alt={requested.prompt.slice(0, 200)}
                />
              </a>
              <figcaption>
                <small>
                  {image.width}×{image.height} · {image.tier} · {image.media_type} ·{' '}
                  {bytes(image.size_bytes ?? 0)} · {say('expires')} {at(image.expires_at)}
                </small>
              </figcaption>
            </figure>
          ))}
        </div>
        {receipt.text ? <p className="words">{receipt.text}</p> : null}
      </Card>
      <div className="two">
        <Card title={say('asked')}>
          <Facts facts={{ ...requested, prompt: undefined }} />
          {receipt.omitted.length > 0 ? (
            <>
              <h3>{say('left_out')}</h3>
              <pre>{JSON.stringify(receipt.omitted, null, 2)}</pre>
            </>
          ) : null}
        </Card>
        <Card title={say('money')}>
          <Facts
            facts={{
              [say('charged')]: usd(receipt.cost.charged_usd),
              [say('held')]: usd(receipt.cost.held_usd),
              [say('strategy')]: receipt.cost.price?.strategy,
              [say('version')]: receipt.cost.price?.version,
              [say('account')]: receipt.account_id,
              [say('keys')]: receipt.key_id,
              ...(receipt.usage ?? {}),
            }}
          />
        </Card>
      </div>
      <Card title={say('timeline')}>
        <Timeline receipt={receipt} />
      </Card>
      <Card title={say('routing')}>
        <p className="quiet">{say('routingHint')}</p>
        <Table head={[say('channel'), say('model'), '#', say('reason')]}>
          {receipt.routing.map((note) => (
            <tr key={`${note.channel} ${note.model}`}>
              <td>{note.channel}</td>
              <td>{note.model ?? '–'}</td>
              <td className="number">{note.place ?? '–'}</td>
              <td>{note.reason ?? '–'}</td>
            </tr>
          ))}
        </Table>
      </Card>
      <Card title={say('raw')} actions={<Copy text={JSON.stringify(receipt, null, 2)} />}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by keyboard */}
        <pre tabIndex={0}>{JSON.stringify(receipt, null, 2)}</pre>
      </Card>
    </>
  );
}

function Facts({ facts }: { readonly facts: Readonly<Record<string, unknown>> }) {
  const given = Object.entries(facts).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return (
    <dl className="facts">
      {given.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
    </>
  );
}

/** Each attempt where it lay in time; the bar is its part of the whole. */
function Timeline({ receipt }: { readonly receipt: Receipt }) {
  const say = useSay();
  const startMs = Date.parse(receipt.created_at);
  const endMs = Math.max(
    receipt.finished_at ? Date.parse(receipt.finished_at) : Date.now(),
    ...receipt.attempts.map(({ started_at, duration_ms }) => Date.parse(started_at) + duration_ms),
    startMs + 1,
  );
  const share = (ms: number) => `${(100 * ms) / (endMs - startMs)}%`;
  const internalOf = (attempt: Attempt) =>
    receipt.attempts_internal?.find(
      ({ image, number }) => image === attempt.image && number === attempt.number,
    )?.internal;
  return (
    <Table
      head={[say('imagesWord'), say('channel'), say('model'), say('state'), say('duration'), say('timeline')]}
    >
      {receipt.attempts.map((attempt) => (
        <tr key={`${attempt.image} ${attempt.number}`}>
          <td className="number">
            {attempt.image}.{attempt.number}
          </td>
          <td>{attempt.channel}</td>
          <td>{attempt.model}</td>
          <td>
            {attempt.result} {attempt.upstream_status ?? ''}
            {internalOf(attempt) ? (
              <details>
                <summary>{say('upstreamWords')}</summary>
                <p className="words">{internalOf(attempt)}</p>
              </details>
            ) : null}
          </td>
          <td className="number">{milliseconds(attempt.duration_ms)}</td>
          <td>
            <div style={{ paddingLeft: share(Date.parse(attempt.started_at) - startMs), minWidth: '8rem' }}>
              <div className="bar" style={{ width: share(attempt.duration_ms) }} />
            </div>
          </td>
        </tr>
      ))}
    </Table>
  );
}
