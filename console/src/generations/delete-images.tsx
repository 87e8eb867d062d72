import type { Generation, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Problem } from '../parts/basic.tsx';

interface Props {
  readonly of: Generation;
  readonly role: Session['role'];
}

/** Takes pictures down: operators those of any account, a customer its own. */
export function DeleteImages({ of: { id }, role }: Props) {
  const say = useSay();
  const act = useAct(() =>
    ask('DELETE', `${role === 'customer' ? '/v1' : '/admin'}/generations/${id}/images`),
  );
  return (
    <div className="row">
      {act.error ? <Problem error={act.error} /> : null}
      <button
        type="button"
        className="small danger"
        disabled={act.isPending}
        onClick={() => window.confirm(say('deleteImagesSure')) && act.mutate(undefined)}
      >
        {say('deleteImages')}
      </button>
    </div>
  );
}
