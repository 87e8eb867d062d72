import { useQuery } from '@tanstack/react-query';
import type { Callback } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Dialog, Problem, Table } from '../parts/basic.tsx';
import { at, milliseconds } from '../parts/show.ts';

/** Every attempt to deliver one callback, and another one on demand. */
export function OneDelivery(props: {
  readonly path: string;
  readonly canChange: boolean;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const one = useQuery({
    queryKey: ['callback', props.path],
    queryFn: () => ask<Callback>('GET', props.path),
    // What was sent again is watched arriving.
    refetchInterval: 2_000,
  });
  const redeliver = useAct(() => ask('POST', `${props.path}/redeliver`));
  return (
    <Dialog title={say('attempts')} onClose={props.onClose}>
      <Answered of={one}>
        {({ url, log = [] }) => (
          <>
            <p className="words">{url}</p>
            <Table head={['#', say('when'), 'HTTP', say('duration'), say('reason')]}>
              {log.map((attempt) => (
                <tr key={attempt.number}>
                  <td className="number">{attempt.number}</td>
                  <td>{at(attempt.started_at)}</td>
                  <td className="number">{attempt.http_status ?? '–'}</td>
                  <td className="number">{milliseconds(attempt.duration_ms)}</td>
                  <td>{attempt.error ?? '–'}</td>
                </tr>
              ))}
            </Table>
          </>
        )}
      </Answered>
      {redeliver.error ? <Problem error={redeliver.error} /> : null}
      {props.canChange ? (
        <button type="button" disabled={redeliver.isPending} onClick={() => redeliver.mutate()}>
          {say('redeliver')}
        </button>
      ) : null}
    </Dialog>
  );
}
