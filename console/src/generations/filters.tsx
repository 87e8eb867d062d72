import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { Contract, List, Model } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Field } from '../parts/basic.tsx';
import { DayField } from './day-field.tsx';
import type { Filter } from './filter.ts';
import { periodOf, periods } from './period.ts';

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

interface Props {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

export function Filters({ filter, onChange }: Props) {
  const say = useSay();
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  const contracts = useQuery({
    queryKey: ['contracts'],
    queryFn: () => ask<List<Contract>>('GET', '/contracts'),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onChange({
      ...filter,
      text: String(form.get('text')).trim(),
      channel: String(form.get('channel')).trim(),
    });
  };
  const choose = (name: 'state' | 'model' | 'contract', choices: readonly (readonly [string, string])[]) => (
    <Field label={say(name)}>
      <select
        name={name}
        value={filter[name] ?? ''}
        onChange={(event) => onChange({ ...filter, [name]: event.target.value })}
      >
        <option value="">{say('all')}</option>
        {choices.map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </Field>
  );
  return (
    // Made anew for another search, so that what is cleared from outside is empty here, too.
    <form className="filters" onSubmit={submit} key={`${filter.text ?? ''} ${filter.channel ?? ''}`}>
      <Field label={say('searchFor')}>
        <input name="text" type="search" maxLength={200} defaultValue={filter.text} />
      </Field>
      {choose(
        'state',
        states.map((state) => [state, say(state)]),
      )}
      {choose('model', models.data?.data.map(({ name }) => [name, name] as const) ?? [])}
      {choose('contract', contracts.data?.data.map(({ name, title }) => [name, title] as const) ?? [])}
      <Field label={say('channel')}>
        <input name="channel" maxLength={63} defaultValue={filter.channel} />
      </Field>
      <Field label={say('created')}>
        <select
          name="period"
          value={periodOf(filter)}
          onChange={({ target }) => onChange({ ...filter, period: target.value, from: '', to: '' })}
        >
          <option value="">{say('anyTime')}</option>
          {periods.map(([period, text]) => (
            <option key={period} value={period}>
              {say(text)}
            </option>
          ))}
        </select>
      </Field>
      {periodOf(filter) === 'days'
        ? (['from', 'to'] as const).map((end) => (
            <DayField
              key={end}
              name={end}
              label={say(end === 'from' ? 'fromDay' : 'toDay')}
              day={filter[end] ?? ''}
              onChange={(day) => onChange({ ...filter, [end]: day })}
            />
          ))
        : null}
      <div className="row">
        <button type="submit">{say('find')}</button>
        {filter.key_id ? (
          <button type="button" onClick={() => onChange({ ...filter, key_id: '' })}>
            {say('ofKey', { key: filter.key_id })} ✕
          </button>
        ) : null}
      </div>
    </form>
  );
}
