import { type FormEvent, useState } from 'react';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Field, Problem } from '../parts/basic.tsx';
import { useMoney } from '../parts/money.ts';
import { randomId } from '../parts/random-id.ts';
import { useScope } from '../scope.ts';

const newReference = () => `console-${randomId()}`;

/**
 * Gives an account money. The reference stays the same until an order was answered with success: pressed again after an
 * answer was lost, it is the same top-up and not a second one.
 */
export function TopUp({ accountId }: { readonly accountId: string }) {
  const say = useSay();
  const { mode } = useScope();
  const { usd } = useMoney();
  const [reference, setReference] = useState(newReference);
  const [form, setForm] = useState({ amount: '', reason: '' });
  const topUp = useAct(
    (body: object) => ask('POST', `/admin/accounts/${accountId}/top-ups`, body),
    () => {
      setReference(newReference());
      setForm({ amount: '', reason: '' });
    },
  );
  // Another amount is another order; the gateway refuses a reference that comes with one.
  const change = (part: Partial<typeof form>) => {
    setForm({ ...form, ...part });
    setReference(newReference());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const amount = Number(form.amount);
    if (!window.confirm(say('topUpSure', { price: usd(amount), mode: say(mode) }))) return;
    topUp.mutate({ amount_micros: Math.round(amount * 1e6), mode, reason: form.reason, reference });
  };
  return (
    <>
      <form className="row end" onSubmit={submit}>
        <Field label={say('amountUsd')}>
          <input
            name="amount"
            type="number"
            min={0.01}
            step="any"
            required
            value={form.amount}
            onChange={(event) => change({ amount: event.target.value })}
          />
        </Field>
        <Field label={say('reason')}>
          <input
            name="reason"
            required
            maxLength={500}
            value={form.reason}
            onChange={(event) => change({ reason: event.target.value })}
          />
        </Field>
        <button type="submit" disabled={topUp.isPending}>
          {say('topUp')} ({say(mode)})
        </button>
      </form>
      {topUp.error ? <Problem error={topUp.error} /> : null}
    </>
  );
}
