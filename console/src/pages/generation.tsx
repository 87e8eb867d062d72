import { useQuery } from '@tanstack/react-query';
import { Link, Redirect, useLocation } from 'wouter';
import type { Generation as Receipt, Session } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { Asked } from '../generations/asked.tsx';
import { CallbacksOf } from '../generations/callbacks-of.tsx';
import { Images } from '../generations/images.tsx';
import { lastList } from '../generations/last-list.ts';
import { Money } from '../generations/money.tsx';
import { Raw } from '../generations/raw.tsx';
import { Routing } from '../generations/routing.tsx';
import { Timeline } from '../generations/timeline.tsx';
import { useModeOfAddress } from '../generations/use-mode-of-address.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Page, Problem, StatePill } from '../parts/basic.tsx';
import { Copy } from '../parts/copy.tsx';
import { useMoney } from '../parts/money.ts';
import { at, milliseconds, momentMs } from '../parts/show.ts';
import { isOurs, type Order, type Reference } from '../playground/order.ts';
import { Why } from '../playground/why.tsx';
import { leaveWish } from '../playground/wish.ts';

interface Props {
  readonly id: string;
  readonly person: Session;
}

export default function Generation({ id, person }: Props) {
  const say = useSay();
  const mode = useModeOfAddress();
  const receipt = useQuery({
    queryKey: ['generation', mode, id],
    queryFn: () => ask<Receipt>('GET', `/generations/${id}${query({ mode })}`),
    enabled: mode === 'live' || mode === 'test',
    refetchInterval: (state) => (state.state.data?.finished_at === null ? 1_000 : false),
  });
  // It stands in one mode: in the other there are other generations.
  if (mode === 'elsewhere') return <Redirect to="/generations" />;
  return (
    <Page title={say('receipt')} actions={<Link href={lastList.address}>{say('back')}</Link>}>
      <Answered of={receipt}>
        {(seen) => (
          <>
            <Head of={seen} person={person} />
            <div className="two">
              <Asked of={seen} />
              <Money of={seen} canRefund={person.role === 'owner' || person.role === 'operator'} />
            </div>
            <Timeline of={seen} />
            <Routing of={seen} />
            <CallbacksOf of={seen} />
            <Raw of={seen} />
          </>
        )}
      </Answered>
    </Page>
  );
}

function Head({ of: receipt, person }: { readonly of: Receipt; readonly person: Session }) {
  const say = useSay();
  const [, go] = useLocation();
  const { usd } = useMoney();
  const { requested } = receipt;
  const took = receipt.finished_at ? momentMs(receipt.finished_at) - momentMs(receipt.created_at) : null;
  const again = () => {
    leaveWish({
      prompt: requested.prompt,
      model: requested.model,
      ratio: requested.aspect_ratio ?? '',
      resolution: requested.resolution ?? '',
      format: requested.output_format ?? '',
      count: requested.count,
      strict: requested.strict,
      references: requested.references.filter((url) => /^https?:/.test(url)).map(referenceOf),
      ...wishesIn(receipt.raw_request),
    });
    go('/playground');
  };
  return (
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long prompt scrolls by keyboard */}
      <p className="words" tabIndex={0}>
        {requested.prompt}
      </p>
      <div className="row">
        <StatePill state={receipt.status} />
        <span className="quiet">
          {receipt.model} · {receipt.contract} · {at(receipt.created_at)} · {milliseconds(took)} ·{' '}
          {usd(receipt.cost.charged_usd)}
        </span>
      </div>
      {receipt.error ? (
        <>
          <Problem error={new Error(receipt.error.message)} />
          <Why error={receipt.error} />
        </>
      ) : null}
      <Images of={receipt} person={person} />
      {receipt.text ? <p className="words">{receipt.text}</p> : null}
    </Card>
  );
}

/** A picture of another origin is named, not shown. */
const referenceOf = (url: string): Reference => ({ url, preview: isOurs(url) ? url : '' });

/** What of the request the receipt has no word for. */
function wishesIn(raw: string | undefined): Pick<Order, 'strategy' | 'search'> {
  try {
    const { strategy = '', search = false } = JSON.parse(raw ?? '{}') as Partial<Order>;
    return { strategy, search };
  } catch {
    // What looked like a credential was taken out, and a quotation mark with it.
    return { strategy: '', search: false };
  }
}
