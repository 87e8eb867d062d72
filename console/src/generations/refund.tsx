import { type FormEvent, useState } from 'react';
import type { Generation } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Dialog, Field, Problem } from '../parts/basic.tsx';
import { FormEnd } from '../parts/form-end.tsx';

/** Gives back what a generation was charged, or a part of it; the gateway does it once for each generation. */
export function Refund({ of: { id, cost } }: { readonly of: Generation }) {
  const say = useSay();
  const [isOpen, open] = useState(false);
  const give = useAct(
    (body: object) => ask('POST', `/admin/generations/${id}/refund`, body),
    () => open(false),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const micros = Math.round(Number(form.get('amount')) * 1e6);
    give.mutate({ amount_micros: micros, reason: String(form.get('reason')) });
  };
  return (
    <>
      {give.isSuccess ? <span role="status">{say('done')}</span> : null}
      <button type="button" className="small" onClick={() => open(true)}>
        {say('moveRefund')}
      </button>
      {isOpen ? (
        <Dialog title={say('moveRefund')} onClose={() => open(false)}>
          {give.error ? <Problem error={give.error} /> : null}
          <form onSubmit={submit}>
            <Field label={say('amountUsd')}>
              <input
                name="amount"
                type="number"
                min={0.000001}
                max={cost.charged_usd}
                step="any"
                required
                defaultValue={cost.charged_usd}
              />
            </Field>
            <Field label={say('reason')}>
              <input name="reason" required maxLength={500} />
            </Field>
            <FormEnd label={say('moveRefund')} isPending={give.isPending} onCancel={() => open(false)} />
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
