import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Generation, Picture } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Dialog, Problem, StatePill } from '../parts/basic.tsx';
import { bytes, milliseconds, usd } from '../parts/show.ts';
import type { Order } from './order.ts';

export interface Running {
  readonly id: string;
  readonly order: Order;
  readonly startedAtMs: number;
  readonly state:
    | { readonly kind: 'running' }
    | { readonly kind: 'watching'; readonly generation: Generation }
    | { readonly kind: 'ended'; readonly generation: Generation; readonly endedAtMs: number }
    | { readonly kind: 'refused'; readonly error: unknown };
}

interface Props {
  readonly result: Running;
  readonly onReference: (url: string) => void;
  readonly onAgain: () => void;
}

export function Result({ result, onReference, onAgain }: Props) {
  const say = useSay();
  const { state, order } = result;
  return (
    <article className="form" aria-busy={state.kind === 'running' || state.kind === 'watching'}>
      <div className="card-head">
        <span className="words">{order.prompt.slice(0, 140)}</span>
        <button type="button" className="small" onClick={onAgain}>
          {say('again')}
        </button>
      </div>
      {state.kind === 'refused' ? <Problem error={state.error} /> : null}
      {state.kind === 'running' || state.kind === 'watching' ? <Waiting since={result.startedAtMs} /> : null}
      {state.kind === 'ended' ? (
        <Ended
          generation={state.generation}
          tookMs={state.endedAtMs - result.startedAtMs}
          reference={order.references[0]?.preview}
          onReference={onReference}
        />
      ) : null}
    </article>
  );
}

function Waiting({ since }: { readonly since: number }) {
  const say = useSay();
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return (
    <div role="status" className="working">
      <progress />
      <p>{say('generating', { seconds: Math.max(0, Math.round((nowMs - since) / 1000)) })}</p>
    </div>
  );
}

function Ended(props: {
  readonly generation: Generation;
  readonly tookMs: number;
  readonly reference: string | undefined;
  readonly onReference: (url: string) => void;
}) {
  const say = useSay();
  const { generation } = props;
  const [zoomed, setZoomed] = useState<Picture>();
  return (
    <>
      {generation.error ? <Problem error={new Error(generation.error.message)} /> : null}
      <div className="result-images">
        {generation.images.map((image) => (
          <figure key={image.url}>
            <button type="button" className="plain" onClick={() => setZoomed(image)} aria-label={say('open')}>
              <img
                src={image.url}
                width={image.width}
                height={image.height}
                alt={generation.requested.prompt.slice(0, 200)}
              />
            </button>
            <figcaption className="row">
              <small>
                {image.width}×{image.height} · {bytes(image.size_bytes ?? 0)}
              </small>
              <button type="button" className="small" onClick={() => props.onReference(image.url)}>
                {say('useAsReference')}
              </button>
              <a className="button small" href={image.url} download>
                {say('download')}
              </a>
            </figcaption>
          </figure>
        ))}
      </div>
      {generation.text ? <p className="words">{generation.text}</p> : null}
      <div className="row">
        <StatePill state={generation.status} />
        <small>
          {milliseconds(props.tookMs)} · {usd(generation.cost.charged_usd)} · {generation.channel ?? ''}
        </small>
        <Link href={`/generations/${generation.id}`}>{say('receipt')}</Link>
      </div>
      {zoomed ? (
        <Zoom image={zoomed} reference={props.reference} onClose={() => setZoomed(undefined)} />
      ) : null}
    </>
  );
}

function Zoom(props: {
  readonly image: Picture;
  readonly reference: string | undefined;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const [isComparing, compare] = useState(false);
  const { image, reference } = props;
  return (
    <Dialog title={`${image.width}×${image.height}`} onClose={props.onClose}>
      {reference ? (
        <label className="check">
          <input type="checkbox" checked={isComparing} onChange={(event) => compare(event.target.checked)} />
          {say('compare')}
        </label>
      ) : null}
      {isComparing && reference ? (
        <div className="compare">
          <img src={reference} alt={say('references')} />
          <img src={image.url} alt={say('results')} />
        </div>
      ) : (
        <img className="zoomed" src={image.url} alt={say('results')} />
      )}
    </Dialog>
  );
}
