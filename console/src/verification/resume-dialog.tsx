import type { FormEvent } from 'react';
import type { VerificationRun } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Dialog, Field, Problem } from '../parts/basic.tsx';
import { FormEnd } from '../parts/form-end.tsx';
import { usd } from '../parts/show.ts';

interface Props {
  readonly of: VerificationRun;
  readonly onClose: () => void;
}

/** A run on a live channel goes on only with a word about what it may cost: what it was begun with may be used up. */
export function ResumeDialog({ of: run, onClose }: Props) {
  const say = useSay();
  const resume = useAct(
    (cap: string) => ask('POST', `/admin/verification/runs/${run.id}/resume`, { cap_usd: cap }),
    onClose,
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    resume.mutate(String(new FormData(event.currentTarget).get('cap')));
  };
  return (
    <Dialog title={`${say('resume')} · ${run.channel}`} onClose={onClose}>
      {resume.error ? <Problem error={resume.error} /> : null}
      <form onSubmit={submit}>
        <Field
          label={say('cap')}
          hint={say('capOfRun', { spent: usd(run.spent_usd), quote: usd(run.quote_usd) })}
        >
          <input
            name="cap"
            type="number"
            min={0}
            step="any"
            required
            defaultValue={run.cap_usd === null ? '' : Number(run.cap_usd)}
          />
        </Field>
        <FormEnd label={say('resume')} isPending={resume.isPending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
