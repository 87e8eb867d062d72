import { type FormEvent, useState } from 'react';
import type { Price } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Dialog, Field, Problem } from '../parts/basic.tsx';
import { PriceEffect } from './price-effect.tsx';

interface Props {
  readonly price: Price;
  readonly onClose: () => void;
}

/** The fields of a price in force, and what a change does to bills, before it is saved. */
export function PriceEditor({ price: entry, onClose }: Props) {
  const say = useSay();
  const before = microsOf(entry);
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
        {entry.price.unit === 'image' ? <PriceEffect price={entry} before={before} after={after} /> : null}
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

function microsOf({ price }: Price): Record<string, number> {
  if (price.unit === 'image') return { ...price.tiers };
  return Object.fromEntries(
    Object.entries(price).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}
