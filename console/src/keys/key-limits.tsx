import type { Key } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Field } from '../parts/basic.tsx';

/** How much a key may ask for and spend; empty: as much as the account. */
export function KeyLimits({ of: key }: { readonly of: Key | undefined }) {
  const say = useSay();
  const dollars = (micros: number | null | undefined) =>
    micros === null || micros === undefined ? '' : micros / 1e6;
  const fields = [
    ['per_minute', say('perMinute'), key?.requests_per_minute ?? '', 1],
    ['concurrency', say('concurrency'), key?.concurrency ?? '', 1],
    ['day', say('budgetDay'), dollars(key?.budget?.day_micros), 'any'],
    ['month', say('budgetMonth'), dollars(key?.budget?.month_micros), 'any'],
    ['total', say('budgetTotal'), dollars(key?.budget?.total_micros), 'any'],
  ] as const;
  return (
    <div className="two tight">
      {fields.map(([name, label, value, step]) => (
        <Field key={name} label={label}>
          <input
            name={name}
            type="number"
            min={0}
            step={step}
            defaultValue={value}
            placeholder={say('noLimit')}
          />
        </Field>
      ))}
    </div>
  );
}
