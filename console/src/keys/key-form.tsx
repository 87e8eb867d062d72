import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { Key, List, Model } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { AccountField } from '../parts/account-field.tsx';
import { useAct } from '../parts/act.ts';
import { Dialog, Field, Problem } from '../parts/basic.tsx';
import { FormEnd } from '../parts/form-end.tsx';
import { localTime } from '../parts/local-time.ts';
import { useScope } from '../scope.ts';
import { changesOf, orderOf, readKeyForm } from './key-fields.ts';
import { KeyLimits } from './key-limits.tsx';
import { KeySwitches } from './key-switches.tsx';

interface Props {
  readonly path: string;
  readonly edited: Key | 'new';
  readonly isStaff: boolean;
  readonly onClose: () => void;
  readonly onDone: (key: Key) => void;
}

export function KeyForm({ path, edited, isStaff, onClose, onDone }: Props) {
  const say = useSay();
  const { mode } = useScope();
  const key = edited === 'new' ? undefined : edited;
  const bound = isStaff ? undefined : key?.set_by_operator;
  const withBound = (label: string, most: string | undefined) =>
    most ? `${label} (${say('atMostByOperator')} ${most})` : label;
  const save = useAct(
    (body: object) =>
      key ? ask<Key>('PATCH', `${path}/${key.id}`, body) : ask<Key>('POST', path, { ...body, mode }),
    onDone,
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const account = form.get('account_id');
    const fields = readKeyForm(form, isStaff);
    save.mutate(
      key ? changesOf(fields, key) : { ...orderOf(fields), ...(account ? { account_id: account } : {}) },
    );
  };
  return (
    <Dialog title={key ? key.name : `${say('newKey')} (${say(mode)})`} onClose={onClose}>
      {save.error ? <Problem error={save.error} /> : null}
      <form onSubmit={submit}>
        <Field label={say('name')}>
          <input name="name" required maxLength={200} defaultValue={key?.name} />
        </Field>
        {isStaff && !key ? <AccountField /> : null}
        <Models chosen={key?.models ?? []} allowed={bound?.models} />
        <Defaults of={key} />
        <KeyLimits of={key} isStaff={isStaff} />
        <Field label={withBound(say('addresses'), bound?.ip_allow?.join(', '))}>
          <input
            name="addresses"
            required={Boolean(bound?.ip_allow)}
            defaultValue={key?.ip_allow?.join(', ')}
          />
        </Field>
        <Field label={withBound(say('expires'), localTime(bound?.expires_at))}>
          <input
            name="expires"
            type="datetime-local"
            defaultValue={localTime(key?.expires_at)}
            {...(bound?.expires_at ? { max: localTime(bound.expires_at), required: true } : {})}
          />
        </Field>
        <KeySwitches of={key} isStaff={isStaff} />
        <FormEnd label={say(key ? 'save' : 'create')} isPending={save.isPending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

/** What its requests ask for where they do not say. */
function Defaults({ of: key }: { readonly of: Key | undefined }) {
  const say = useSay();
  return (
    <div className="two tight">
      <Field label={say('strategy')}>
        <select name="strategy" defaultValue={key?.strategy ?? ''}>
          <option value="">{say('strategyDefault')}</option>
          {['auto', 'value', 'official'].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
      <Field label={say('answersWith')}>
        <select name="response_format" defaultValue={key?.response_format ?? ''}>
          <option value="">{say('strategyDefault')}</option>
          {['url', 'b64_json', 'both'].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
    </div>
  );
}

interface ModelsProps {
  readonly chosen: readonly string[];
  /** What an operator allowed; absent: all. */
  readonly allowed: readonly string[] | null | undefined;
}

function Models({ chosen, allowed }: ModelsProps) {
  const say = useSay();
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  // A name that is no longer in the catalog is kept until somebody unticks it.
  const names = [...new Set([...(models.data?.data.map(({ name }) => name) ?? []), ...chosen])];
  return (
    <fieldset>
      <legend>{say('modelsOfKey')}</legend>
      <div className="row">
        {names.map((name) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              name="models"
              value={name}
              defaultChecked={chosen.includes(name)}
              disabled={allowed ? !allowed.includes(name) : false}
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
