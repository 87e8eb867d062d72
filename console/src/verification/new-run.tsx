import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Channel, List, Model } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Card, Field, Problem } from '../parts/basic.tsx';
import { usd } from '../parts/show.ts';

interface Quote {
  readonly requests: number;
  readonly rows: number;
  readonly quote_usd: string;
}

interface Order {
  readonly channel: string;
  readonly models?: readonly string[];
  readonly cap_usd?: string;
}

/** Chooses what to check, shows what that costs, and starts. */
export function NewRun() {
  const say = useSay();
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: () => ask<List<Channel>>('GET', '/admin/channels'),
  });
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  const [order, setOrder] = useState<Order>();
  const quote = useAct((body: Order) => ask<Quote>('POST', '/admin/verification/quotes', body));
  const start = useAct(
    (body: Order) => ask('POST', '/admin/verification/runs', body),
    () => quote.reset(),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [cap, model] = [String(form.get('cap') ?? ''), String(form.get('model') ?? '')];
    const next = {
      channel: String(form.get('channel')),
      ...(model ? { models: [model] } : {}),
      ...(cap ? { cap_usd: cap } : {}),
    };
    setOrder(next);
    quote.mutate(next);
  };
  return (
    <Card title={say('runVerification')}>
      {channels.error ? <Problem error={channels.error} onRetry={() => void channels.refetch()} /> : null}
      {/* What is quoted is what is started: a change asks for a new quote. */}
      <form className="row end" onSubmit={submit} onChange={() => quote.reset()}>
        <Field label={say('channel')}>
          <select name="channel">
            {channels.data?.data.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <Field label={say('model')}>
          <select name="model">
            <option value="">{say('all')}</option>
            {models.data?.data.map(({ name }) => (
              <option key={name}>{name}</option>
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
        <Quoted quote={quote.data} isStarting={start.isPending} onStart={() => start.mutate(order)} />
      ) : null}
      {start.error ? <Problem error={start.error} /> : null}
    </Card>
  );
}

interface QuotedProps {
  readonly quote: Quote;
  readonly isStarting: boolean;
  readonly onStart: () => void;
}

function Quoted({ quote: { requests, rows, quote_usd }, isStarting, onStart }: QuotedProps) {
  const say = useSay();
  return (
    <div className="row" role="status">
      <span>{say('quoted', { requests, rows, price: usd(quote_usd) })}</span>
      <button type="button" className="primary" disabled={isStarting || requests === 0} onClick={onStart}>
        {say('start')}
      </button>
    </div>
  );
}
