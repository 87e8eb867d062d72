import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { List, VerificationRun } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Empty, Pill, Problem, Table } from '../parts/basic.tsx';
import { Moment } from '../parts/moment.tsx';
import { useMoney } from '../parts/money.ts';
import { ResumeDialog } from './resume-dialog.tsx';

/** The newest runs; while one goes on, asked for every second. */
export const useRuns = () =>
  useQuery({
    queryKey: ['verification-runs'],
    queryFn: () => ask<List<VerificationRun>>('GET', `/admin/verification/runs${query({ limit: 10 })}`),
    refetchInterval: (state) =>
      state.state.data?.data.some(({ status }) => status === 'running') ? 1_000 : 10_000,
  });

interface Props {
  readonly runs: UseQueryResult<List<VerificationRun>>;
  readonly canChange: boolean;
}

export function Runs({ runs, canChange }: Props) {
  const say = useSay();
  const act = useAct(({ id, what }: { id: string; what: 'cancel' | 'resume' }) =>
    ask('POST', `/admin/verification/runs/${id}/${what}`, {}),
  );
  const [resumed, resume] = useState<VerificationRun>();
  const press = (run: VerificationRun) => {
    if (run.status === 'running') act.mutate({ id: run.id, what: 'cancel' });
    else if (run.kind === 'sandbox') act.mutate({ id: run.id, what: 'resume' });
    else resume(run);
  };
  return (
    <Card title={say('runs')}>
      <Answered of={runs}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>{say('noRuns')}</Empty>
          ) : (
            <Table
              head={[say('when'), say('channel'), say('reason'), say('state'), '✓ / ✗', say('spend'), '']}
            >
              {data.map((run) => (
                <tr key={run.id}>
                  <Moment of={run.started_at} />
                  <td>{run.channel}</td>
                  <td>{run.reason}</td>
                  <td>
                    <Progress of={run} />
                  </td>
                  <td className="number">
                    {run.rows.passed} / {run.rows.failed}
                  </td>
                  <td className="number">
                    <Spent of={run} />
                  </td>
                  <td>
                    {canChange && run.status !== 'done' ? (
                      <button type="button" className="small" onClick={() => press(run)}>
                        {say(run.status === 'running' ? 'cancel' : 'resume')}
                      </button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Answered>
      {act.error ? <Problem error={act.error} /> : null}
      {resumed ? <ResumeDialog of={resumed} onClose={() => resume(undefined)} /> : null}
    </Card>
  );
}

/** A run of the sandbox spends test money. */
function Spent({ of: run }: { readonly of: VerificationRun }) {
  const { usd } = useMoney(run.channel === 'sandbox' ? 'test' : 'live');
  return `${usd(run.spent_usd)} / ${usd(run.quote_usd)}`;
}

const tones = { done: 'good', capped: 'wait', broken: 'bad', cancelled: 'plain' } as const;
const words = { done: 'runDone', capped: 'runCapped', broken: 'runBroken', cancelled: 'cancelled' } as const;

function Progress({ of: run }: { readonly of: VerificationRun }) {
  const say = useSay();
  const said = say('progress', run.requests);
  if (run.status !== 'running') {
    return (
      <>
        <Pill tone={tones[run.status]}>{say(words[run.status])}</Pill> <small>{said}</small>
      </>
    );
  }
  return (
    <>
      <progress max={Math.max(1, run.requests.planned)} value={run.requests.done} aria-label={said} />
      <small>{said}</small>
    </>
  );
}
