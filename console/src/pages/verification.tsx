import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Capability, List, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Empty, Page } from '../parts/basic.tsx';
import { Cell } from '../verification/cell.tsx';
import { Matrix } from '../verification/matrix.tsx';
import { NewRun } from '../verification/new-run.tsx';
import { Runs, useRuns } from '../verification/runs.tsx';
import { Squares } from '../verification/squares.tsx';

export default function Verification({ person }: { readonly person: Session }) {
  const say = useSay();
  const runs = useRuns();
  const isRunning = runs.data?.data.some(({ status }) => status === 'running') ?? false;
  const table = useQuery({
    queryKey: ['verification-table'],
    queryFn: () => ask<List<Capability>>('GET', '/admin/verification/table'),
    refetchInterval: isRunning ? 2_000 : 15_000,
  });
  const [part, look] = useState<{ model: string; contract: string }>();
  const [chosen, choose] = useState<Capability>();
  const canRun = person.role === 'owner' || person.role === 'operator';
  return (
    <Page title={say('verification')}>
      <Card title={say('capabilities')}>
        <p className="quiet">{say('legend')}</p>
        <Answered of={table}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty>{say('nothing')}</Empty>
            ) : (
              <>
                <Matrix rows={data} chosen={part} onChoose={look} />
                {part ? (
                  <Squares
                    title={`${part.model} · ${part.contract}`}
                    rows={data.filter(
                      ({ model, contract }) => model === part.model && contract === part.contract,
                    )}
                    onChoose={choose}
                  />
                ) : null}
              </>
            )
          }
        </Answered>
      </Card>
      {canRun ? <NewRun /> : null}
      <Runs runs={runs} canChange={canRun} />
      {chosen ? <Cell row={chosen} onClose={() => choose(undefined)} /> : null}
    </Page>
  );
}
