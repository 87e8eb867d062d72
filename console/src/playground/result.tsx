import { Link } from 'wouter';
import type { Generation } from '../answers.ts';
import { receiptAddress } from '../generations/receipt-address.ts';
import { useSay } from '../language.tsx';
import { Problem, StatePill } from '../parts/basic.tsx';
import { useMoney } from '../parts/money.ts';
import { milliseconds } from '../parts/show.ts';
import type { Scope } from '../scope.ts';
import type { Order } from './order.ts';
import { ResultImages } from './result-images.tsx';
import { Waiting } from './waiting.tsx';
import { Why } from './why.tsx';

export interface Running {
  readonly id: string;
  readonly order: Order;
  /** The mode and account it was ordered in. */
  readonly within: Scope;
  readonly startedAtMs: number;
  readonly state:
    | { readonly kind: 'running' }
    | { readonly kind: 'watching'; readonly generation: Generation }
    | { readonly kind: 'ended'; readonly generation: Generation; readonly endedAtMs: number }
    | { readonly kind: 'refused'; readonly error: unknown }
    /** The tab was loaded anew, and the gateway was not asked yet. */
    | { readonly kind: 'kept'; readonly generationId: string };
}

interface Props {
  readonly result: Running;
  readonly onReference: (url: string) => void;
  readonly onAgain: () => void;
}

export function Result({ result, onReference, onAgain }: Props) {
  const say = useSay();
  const { state, order } = result;
  const isWaiting = state.kind === 'running' || state.kind === 'watching';
  return (
    <article className="result" aria-busy={isWaiting}>
      <div className="card-head">
        <span className="words short">{order.prompt.slice(0, 140)}</span>
        <button type="button" className="small" onClick={onAgain}>
          {say('again')}
        </button>
      </div>
      {state.kind === 'refused' ? (
        <>
          <Problem error={state.error} />
          <Why error={state.error} />
        </>
      ) : null}
      {isWaiting ? (
        <Waiting
          since={result.startedAtMs}
          within={result.within}
          count={order.count}
          generation={state.kind === 'watching' ? state.generation : undefined}
        />
      ) : null}
      {state.kind === 'ended' ? (
        <Ended
          generation={state.generation}
          within={result.within}
          tookMs={state.endedAtMs - result.startedAtMs}
          references={order.references.map(({ preview }) => preview).filter(Boolean)}
          onReference={onReference}
        />
      ) : null}
    </article>
  );
}

function Ended(props: {
  readonly generation: Generation;
  readonly within: Scope;
  readonly tookMs: number;
  readonly references: readonly string[];
  readonly onReference: (url: string) => void;
}) {
  const say = useSay();
  const { usd } = useMoney(props.within.mode);
  const { generation } = props;
  return (
    <>
      {generation.error ? (
        <>
          <Problem error={new Error(generation.error.message)} />
          <Why error={generation.error} />
        </>
      ) : null}
      <ResultImages
        images={generation.images}
        prompt={generation.requested.prompt}
        references={props.references}
        onReference={props.onReference}
      />
      {generation.text ? <p className="words">{generation.text}</p> : null}
      <div className="row">
        <StatePill state={generation.status} />
        <small>
          {milliseconds(props.tookMs)} · {usd(generation.cost.charged_usd)} · {generation.channel ?? ''}
        </small>
        <Link href={receiptAddress(generation.id, props.within.mode)}>{say('receipt')}</Link>
      </div>
    </>
  );
}
