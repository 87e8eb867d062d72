import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Generation, List, Model, Session } from '../answers.ts';
import { ask, send } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Empty, Page } from '../parts/basic.tsx';
import { randomId } from '../parts/random-id.ts';
import { CodeCard } from '../playground/code.tsx';
import { bodyOf, firstOrder, type Order, type Reference } from '../playground/order.ts';
import { OrderForm } from '../playground/order-form.tsx';
import { Result, type Running } from '../playground/result.tsx';
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
    setOrder((before) => ({ ...before, references: [...before.references, reference] }));

  useEffect(() => {
    const wished = sessionStorage.getItem('plantain.order');
    if (!wished) return;
    sessionStorage.removeItem('plantain.order');
    setOrder((before) => ({ ...before, ...(JSON.parse(wished) as Partial<Order>) }));
  }, []);

  function run(): void {
    const id = randomId();
    const running: Running = { id, order, startedAtMs: Date.now(), state: { kind: 'running' } };
    setResults((before) => [running, ...before]);
    const settle = (state: Running['state']) =>
      setResults((before) => before.map((each) => (each.id === id ? { ...each, state } : each)));
    perform(order, (generation) => settle({ kind: 'watching', generation })).then(
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

/** Creates the task, then follows its events to the end. */
async function perform(order: Order, onChange: (generation: Generation) => void): Promise<Generation> {
  let generation = await ask<Generation>('POST', '/v1/generations', await bodyOf(order));
  onChange(generation);
  const response = await send('GET', `/v1/generations/${generation.id}/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) break;
    rest += value;
    const events = rest.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data) generation = JSON.parse(data) as Generation;
    }
    onChange(generation);
  }
  if (generation.finished_at === null) throw new Error(`${generation.id}: ${scope.get().mode}`);
  return generation;
}
