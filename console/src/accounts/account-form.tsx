import type { FormEvent } from 'react';
import type { Account } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Dialog, Field, Problem } from '../parts/basic.tsx';
import { FormEnd } from '../parts/form-end.tsx';

interface Props {
  readonly edited: Account | 'new';
  readonly onClose: () => void;
}

/** What an account is called, and whether it has to be topped up. */
export function AccountForm({ edited, onClose }: Props) {
  const say = useSay();
  const account = edited === 'new' ? undefined : edited;
  const save = useAct(
    (body: object) =>
      account ? ask('PATCH', `/admin/accounts/${account.id}`, body) : ask('POST', '/admin/accounts', body),
    onClose,
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { percent, ...fields } = Object.fromEntries(new FormData(event.currentTarget));
    save.mutate({ ...fields, ...(percent === undefined ? {} : { price_percent: Number(percent) }) });
  };
  return (
    <Dialog title={account?.name ?? say('newAccount')} onClose={onClose}>
      {save.error ? <Problem error={save.error} /> : null}
      <form onSubmit={submit}>
        <Field label={say('name')}>
          <input name="name" required maxLength={200} defaultValue={account?.name} />
        </Field>
        <Field label={say('kind')} hint={say('kindHint')}>
          <select name="kind" defaultValue={account?.kind ?? 'prepaid'}>
            <option value="prepaid">{say('prepaid')}</option>
            <option value="unlimited">{say('unlimited')}</option>
          </select>
        </Field>
        {account?.id === 'default' ? null : (
          <Field label={say('pricePercent')} hint={say('pricePercentHint')}>
            <input
              name="percent"
              type="number"
              min={0}
              max={1000}
              step={0.01}
              required
              defaultValue={account?.price_percent ?? 100}
            />
          </Field>
        )}
        <FormEnd label={say(account ? 'save' : 'create')} isPending={save.isPending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
