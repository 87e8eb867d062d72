import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { List, Model, Price, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Dialog, Field, Page, Problem, Table } from '../parts/basic.tsx';
import { at, usdOfMicros } from '../parts/show.ts';

export default function Prices({ person }: { readonly person: Session }) {
  const say = useSay();
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  const prices = useQuery({ queryKey: ['prices'], queryFn: () => ask<List<Price>>('GET', '/admin/prices') });
  const [edited, edit] = useState<Price>();
  const canChange = person.role === 'owner' || person.role === 'operator';
  return (
    <Page title={say('prices')}>
      <Answered of={models}>
        {({ data }) => (
          <>
            {data.map((model) => (
              <Card key={model.name} title={`${model.title} · ${model.name}`}>
                <dl className="facts">
                  <dt>{say('aliases')}</dt>
                  <dd>{model.aliases.join(', ') || '–'}</dd>
                  <dt>{say('upstreamIds')}</dt>
                  <dd>{model.upstream_ids.join(', ')}</dd>
                  <dt>{say('resolution')}</dt>
                  <dd>{model.resolutions.join(', ')}</dd>
                  <dt>{say('ratio')}</dt>
                  <dd>{model.aspect_ratios.join(', ')}</dd>
                  <dt>{say('references')}</dt>
                  <dd>{model.max_references}</dd>
                </dl>
                <Answered of={prices}>
                  {({ data: all }) => (
                    <PriceTable
                      prices={all.filter((price) => price.model === model.name)}
                      onEdit={canChange ? edit : undefined}
                    />
                  )}
                </Answered>
              </Card>
            ))}
          </>
        )}
      </Answered>
      {edited ? <PriceEditor price={edited} onClose={() => edit(undefined)} /> : null}
    </Page>
  );
}

function PriceTable(props: {
  readonly prices: readonly Price[];
  readonly onEdit: ((price: Price) => void) | undefined;
}) {
  const say = useSay();
  const { onEdit } = props;
  return (
    <Table head={[say('strategy'), say('money'), say('version'), say('created'), '']}>
      {props.prices.map((entry) => (
        <tr key={entry.strategy}>
          <td>{entry.strategy === '*' ? say('all') : entry.strategy}</td>
          <td>{shown(entry, say('perImage'), say('perToken'))}</td>
          <td className="number">{entry.version === 0 ? say('shipped') : entry.version}</td>
          <td>{at(entry.created_at)}</td>
          <td>
            {onEdit ? (
              <button type="button" className="small" onClick={() => onEdit(entry)}>
                {say('editPrice')}
              </button>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function shown({ price }: Price, perImage: string, perToken: string): string {
  if (price.unit === 'image') {
    const tiers = Object.entries(price.tiers).map(([tier, micros]) => `${tier} ${usdOfMicros(micros)}`);
    return `${perImage}: ${tiers.join(' · ')}`;
  }
  const parts = Object.entries(price).filter(([name]) => name !== 'unit');
  return `${perToken}: ${parts.map(([name, micros]) => `${name.replace(/_micros$/, '')} ${usdOfMicros(Number(micros))}`).join(' · ')}`;
}

const exampleCount = 100;

/** The fields of a price in force, and what the change does to a bill. */
function PriceEditor({ price: entry, onClose }: { readonly price: Price; readonly onClose: () => void }) {
  const say = useSay();
  const { price } = entry;
  const before: Record<string, number> =
    price.unit === 'image'
      ? { ...price.tiers }
      : Object.fromEntries(
          Object.entries(price).flatMap(([name, value]) =>
            typeof value === 'number' ? [[name, value]] : [],
          ),
        );
  const [micros, setMicros] = useState(before);
  const save = useAct((body: object) => ask('POST', '/admin/prices', body), onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = price.unit === 'image' ? { unit: 'image', tiers: micros } : { unit: 'token', ...micros };
    save.mutate({ model: entry.model, strategy: entry.strategy, price: next });
  };
  return (
    <Dialog
      title={`${entry.model} · ${entry.strategy === '*' ? say('all') : entry.strategy}`}
      onClose={onClose}
    >
      {save.error ? <Problem error={save.error} /> : null}
      <form onSubmit={submit}>
        {Object.entries(micros).map(([name, value]) => (
          <Field key={name} label={`${name.replace(/_micros$/, '')}, USD`}>
            <input
              type="number"
              min={0}
              step="any"
              required
              defaultValue={value / 1e6}
              onChange={(event) =>
                setMicros({ ...micros, [name]: Math.round(Number(event.target.value) * 1e6) })
              }
            />
          </Field>
        ))}
        {price.unit === 'image' ? (
          <ul>
            {Object.keys(micros)
              .filter((tier) => micros[tier] !== before[tier])
              .map((tier) => (
                <li key={tier}>
                  {say('effect', {
                    count: exampleCount,
                    tier,
                    price: usdOfMicros((micros[tier] ?? 0) * exampleCount),
                    before: usdOfMicros((before[tier] ?? 0) * exampleCount),
                  })}
                </li>
              ))}
          </ul>
        ) : null}
        <div className="row">
          <button type="submit" className="primary" disabled={save.isPending}>
            {say('save')}
          </button>
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
