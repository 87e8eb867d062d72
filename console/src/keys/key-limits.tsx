import type { Key } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Field } from '../parts/basic.tsx';

/** How much a key may ask for and spend; empty: as much as the account. */
export function KeyLimits({ of: key, isStaff }: { readonly of: Key | undefined; readonly isStaff: boolean }) {
  const say = useSay();
  const dollars = (micros: number | null | undefined) =>
    micros === null || micros === undefined ? '' : micros / 1e6;
  const bound = isStaff ? undefined : key?.set_by_operator;
  const budget = bound?.budget;
  const fields = [
    ['per_minute', say('perMinute'), key?.requests_per_minute ?? '', 1, bound?.requests_per_minute ?? ''],
    ['concurrency', say('concurrency'), key?.concurrency ?? '', 1, bound?.concurrency ?? ''],
    ['day', say('budgetDay'), dollars(key?.budget?.day_micros), 'any', dollars(budget?.day_micros)],
    ['month', say('budgetMonth'), dollars(key?.budget?.month_micros), 'any', dollars(budget?.month_micros)],
    ['total', say('budgetTotal'), dollars(key?.budget?.total_micros), 'any', dollars(budget?.total_micros)],
  ] as const;
  return (
    <div className="two tight">
      {fields.map(([name, label, value, step, most]) => (
        <Field key={name} label={most === '' ? label : `${label} (${say('atMostByOperator')} ${most})`}>
          <input
            name={name}
            type="number"
            min={0}
            {...(most === '' ? {} : { max: most, required: true })}
            step={step}
            defaultValue={value}
            placeholder={say('noLimit')}
          />
        </Field>
      ))}
    </div>
  );
}
