import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { List, Model, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Empty, Page } from '../parts/basic.tsx';
import { randomId } from '../parts/random-id.ts';
import { CodeCard } from '../playground/code.tsx';
import { firstOrder, type Order, type Reference } from '../playground/order.ts';
import { OrderForm } from '../playground/order-form.tsx';
import { perform } from '../playground/perform.ts';
import { Result, type Running } from '../playground/result.tsx';
import { takeWish } from '../playground/wish.ts';
import { scope } from '../scope.ts';

export default function Playground({ person }: { readonly person: Session }) {
  const say = useSay();
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  return (
    <Page title={say('playground')}>
      <Answered of={models}>
        {({ data }) => <Bench models={data} canRun={person.role !== 'viewer'} />}
      </Answered>
    </Page>
  );
}

function Bench({ models, canRun }: { readonly models: readonly Model[]; readonly canRun: boolean }) {
  const say = useSay();
  const [order, setOrder] = useState<Order>(() => firstOrder(models));
  const [results, setResults] = useState<readonly Running[]>([]);
  const change = (part: Partial<Order>) => setOrder((before) => ({ ...before, ...part }));
  const addReference = (reference: Reference) =>
    setOrder((before) => {
      const most = models.find(({ name }) => name === before.model)?.max_references ?? 0;
      return { ...before, references: [...before.references, reference].slice(0, most) };
    });

  useEffect(() => {
    const wished = takeWish();
    if (wished) setOrder((before) => ({ ...before, ...wished }));
  }, []);

  // Pressed twice at once it is one order; the next is another as soon as this one is accepted.
  const sending = useRef<string>(undefined);

  function run(): void {
    if (sending.current) return;
    const id = randomId();
    const within = scope.get();
    const running: Running = { id, order, within, startedAtMs: Date.now(), state: { kind: 'running' } };
    sending.current = id;
    setResults((before) => [running, ...before]);
    const settle = (state: Running['state']) => {
      if (sending.current === id) sending.current = undefined;
      setResults((before) => before.map((each) => (each.id === id ? { ...each, state } : each)));
    };
    perform(order, within, (generation) => settle({ kind: 'watching', generation })).then(
      (generation) => settle({ kind: 'ended', generation, endedAtMs: Date.now() }),
      (error: unknown) => settle({ kind: 'refused', error }),
    );
  }

  return (
    <div className="play">
      <OrderForm models={models} order={order} onChange={change} onRun={run} canRun={canRun} />
      <div className="results">
        <Card title={say('results')}>
          {results.length === 0 ? <Empty>{say('resultsHint')}</Empty> : null}
          {results.map((result) => (
            <Result
              key={result.id}
              result={result}
              onReference={(url) => addReference({ url, preview: url })}
              onAgain={() => setOrder(result.order)}
            />
          ))}
        </Card>
        <CodeCard order={order} />
      </div>
    </div>
  );
}
