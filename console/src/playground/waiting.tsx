import { useEffect, useState } from 'react';
import type { Generation } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Problem, StatePill } from '../parts/basic.tsx';

interface Props {
  readonly since: number;
  /** Images wanted. */
  readonly count: number;
  readonly generation: Generation | undefined;
}

/** What is known while it works: its state, the images that are there, the channels that were tried. */
export function Waiting({ since, count, generation }: Props) {
  const say = useSay();
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const cancel = useAct((id: string) => ask('POST', `/v1/generations/${id}/cancel`));
  const done = generation?.attempts.filter(({ result }) => result === 'delivered').length ?? 0;
  const last = generation?.attempts.at(-1);
  return (
    <div className="form">
      <div role="status" className="working">
        {count > 1 ? (
          <progress max={count} value={done} aria-label={say('imagesWord')} />
        ) : (
          <progress aria-label={say('generate')} />
        )}
        <p className="row">
          {generation ? <StatePill state={generation.status} /> : null}
          <span>{say('generating', { seconds: Math.max(0, Math.round((nowMs - since) / 1000)) })}</span>
          {count > 1 ? <small>{say('progress', { done, planned: count })}</small> : null}
          {last ? (
            <small>
              {last.channel}: {last.result}
            </small>
          ) : null}
        </p>
      </div>
      {cancel.error ? <Problem error={cancel.error} /> : null}
      {generation?.status === 'queued' ? (
        <div className="row">
          <button type="button" className="small" onClick={() => cancel.mutate(generation.id)}>
            {say('cancel')}
          </button>
        </div>
      ) : null}
    </div>
  );
}
