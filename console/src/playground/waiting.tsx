import { useEffect, useState } from 'react';
import type { Generation } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Problem, StatePill } from '../parts/basic.tsx';
import type { Scope } from '../scope.ts';
import type { TextKey } from '../texts/en.ts';

interface Props {
  readonly since: number;
  readonly within: Scope;
  /** Images wanted. */
  readonly count: number;
  readonly generation: Generation | undefined;
}

/** What it is busy with, where its state does not say that already. */
const stages = {
  queued: undefined,
  references: 'stageReferences',
  upstream: 'stageUpstream',
  archiving: 'stageArchiving',
  ended: undefined,
} as const satisfies Record<Generation['progress']['stage'], TextKey | undefined>;

/** What is known while it works: its state, the images that are there, the channels that were tried. */
export function Waiting({ since, within, count, generation }: Props) {
  const say = useSay();
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const cancel = useAct((id: string) => ask('POST', `/v1/generations/${id}/cancel`, undefined, within));
  const { done, total: planned } = generation?.progress.images ?? { done: 0, total: count };
  const stage = generation && stages[generation.progress.stage];
  const last = generation?.attempts.at(-1);
  return (
    <div className="form">
      <div role="status" className="working">
        {planned > 1 ? (
          <progress max={planned} value={done} aria-label={say('imagesWord')} />
        ) : (
          <progress aria-label={say('generate')} />
        )}
        <p className="row">
          {generation ? <StatePill state={generation.status} /> : null}
          <span>{say('generating', { seconds: Math.max(0, Math.round((nowMs - since) / 1000)) })}</span>
          {planned > 1 ? <small>{say('progress', { done, planned })}</small> : null}
          {stage ? <small>{say(stage)}</small> : null}
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
