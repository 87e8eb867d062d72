import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { List, Model, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Empty, Page } from '../parts/basic.tsx';
import { clearResults, runOrder, useBench, writeOrder } from '../playground/bench.ts';
import { CodeCard } from '../playground/code.tsx';
import { firstOrder, type Order, type Reference } from '../playground/order.ts';
import { OrderForm } from '../playground/order-form.tsx';
import { Result, type Running } from '../playground/result.tsx';
import { takeWish } from '../playground/wish.ts';

export default function Playground({ person }: { readonly person: Session }) {
  const say = useSay();
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  return (
    <Page title={say('playground')}>
      <Answered of={models}>{({ data }) => <Bench models={data} person={person} />}</Answered>
    </Page>
  );
}

interface BenchProps {
  readonly models: readonly Model[];
  readonly person: Session;
}

function Bench({ models, person }: BenchProps) {
  const say = useSay();
  const { order: written, results } = useBench(person.user_id);
  const [first] = useState(() => firstOrder(models));
  // A model that left the catalog meanwhile is asked for no more.
  const order = written && models.some(({ name }) => name === written.model) ? written : first;
  const change = (part: Partial<Order>) => writeOrder({ ...order, ...part });
  const addReference = (reference: Reference) => {
    const most = models.find(({ name }) => name === order.model)?.max_references ?? 0;
    change({ references: [...order.references, reference].slice(0, most) });
  };

  useEffect(() => {
    const wished = takeWish();
    if (wished) writeOrder({ ...first, ...wished });
  }, [first]);

  return (
    <div className="play">
      <OrderForm
        models={models}
        order={order}
        onChange={change}
        onRun={() => runOrder(order)}
        canRun={person.role !== 'viewer'}
      />
      <div className="results">
        <Card title={say('results')} actions={<Clear results={results} />}>
          {results.length === 0 ? <Empty>{say('resultsHint')}</Empty> : null}
          {results.map((result) => (
            <Result
              key={result.id}
              result={result}
              onReference={(url) => addReference({ url, preview: url })}
              onAgain={() => writeOrder(result.order)}
            />
          ))}
        </Card>
        <CodeCard order={order} />
      </div>
    </div>
  );
}

function Clear({ results }: { readonly results: readonly Running[] }) {
  const say = useSay();
  if (!results.some(({ state: { kind } }) => kind === 'ended' || kind === 'refused')) return null;
  return (
    <button type="button" className="small" onClick={clearResults}>
      {say('clearResults')}
    </button>
  );
}
