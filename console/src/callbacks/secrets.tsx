import { useQuery } from '@tanstack/react-query';
import type { List } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Empty, Problem, Table } from '../parts/basic.tsx';
import { Copy } from '../parts/copy.tsx';
import { at } from '../parts/show.ts';

interface Secret {
  readonly number: number;
  readonly created_at: string;
  readonly expires_at: string | null;
}

/** Which secrets sign, never what they are; a new one is shown once. */
export function Secrets({ path, canChange }: { readonly path: string; readonly canChange: boolean }) {
  const say = useSay();
  const secrets = useQuery({ queryKey: ['secrets', path], queryFn: () => ask<List<Secret>>('GET', path) });
  const rotate = useAct(() => ask<{ secret: string }>('POST', path, {}));
  return (
    <Card
      title={say('secrets')}
      actions={
        canChange ? (
          <button type="button" onClick={() => rotate.mutate()} disabled={rotate.isPending}>
            {say('newSecret')}
          </button>
        ) : null
      }
    >
      {rotate.error ? <Problem error={rotate.error} /> : null}
      {rotate.data ? (
        <div role="status">
          <p>{say('secretShownOnce')}</p>
          <pre>{rotate.data.secret}</pre>
          <Copy text={rotate.data.secret} />
        </div>
      ) : null}
      <Answered of={secrets}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>{say('nothing')}</Empty>
          ) : (
            <Table head={['#', say('created'), say('expires')]}>
              {data.map((secret) => (
                <tr key={secret.number}>
                  <td className="number">{secret.number}</td>
                  <td>{at(secret.created_at)}</td>
                  <td>{secret.expires_at ? at(secret.expires_at) : say('never')}</td>
                </tr>
              ))}
            </Table>
          )
        }
      </Answered>
    </Card>
  );
}
