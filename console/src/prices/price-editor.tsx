import { type FormEvent, useState } from 'react';
import type { Price } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Dialog, Field, Problem } from '../parts/basic.tsx';
import { FormEnd } from '../parts/form-end.tsx';
import { tiers } from '../parts/show.ts';
import { effectiveMicros } from './effective.ts';
import { PriceEffect } from './price-effect.tsx';

interface Props {
  readonly price: Price;
  /** Every price in force. */
  readonly prices: readonly Price[];
  /** Sizes the model offers: each has a field. */
  readonly sizes: readonly string[];
  readonly onClose: () => void;
}

/** The fields of a price in force, and what a change does to bills, before it is saved. */
export function PriceEditor({ price: entry, prices, sizes, onClose }: Props) {
  const say = useSay();
  const before = microsOf(entry, sizes);
  const [texts, setTexts] = useState(() =>
    Object.fromEntries(Object.entries(before).map(([name, micros]) => [name, String(micros / 1e6)])),
  );
  const after = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, Math.round(Number(text) * 1e6)]),
  );
  const save = useAct((body: object) => ask('POST', '/admin/prices', body), onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const price =
      entry.price.unit === 'image' ? { unit: 'image', tiers: after } : { unit: 'token', ...after };
    save.mutate({ model: entry.model, strategy: entry.strategy, price });
  };
  return (
    <Dialog
      title={`${entry.model} · ${entry.strategy === '*' ? say('all') : entry.strategy}`}
      onClose={onClose}
    >
      {save.error ? <Problem error={save.error} /> : null}
      <form onSubmit={submit}>
        <div className="two tight">
          {Object.entries(texts).map(([name, text]) => (
            <Field key={name} label={`${name.replace(/_micros$/, '').replaceAll('_', ' ')}, USD`}>
              <input
                name={name}
                type="number"
                min={0}
                step="any"
                required
                value={text}
                onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
              />
            </Field>
          ))}
        </div>
        {entry.price.unit === 'image' ? (
          <PriceEffect price={entry} prices={prices} before={before} after={after} />
        ) : null}
        <FormEnd label={say('save')} isPending={save.isPending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

function microsOf(entry: Price, sizes: readonly string[]): Record<string, number> {
  const { price } = entry;
  if (price.unit === 'image') {
    const named = tiers.filter((tier) => sizes.includes(tier) || price.tiers[tier] !== undefined);
    return Object.fromEntries(named.map((tier) => [tier, effectiveMicros(entry, tier) ?? 0]));
  }
  return Object.fromEntries(
    Object.entries(price).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}
