import { Link } from 'wouter';
import type { Generation } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card, Table } from '../parts/basic.tsx';
import { CallbackCells } from '../parts/callback-cells.tsx';

/** Who was told that it ended; nothing where nobody asked to be. */
export function CallbacksOf({ of: { callbacks = [] } }: { readonly of: Generation }) {
  const say = useSay();
  if (callbacks.length === 0) return null;
  return (
    <Card title={say('callbacks')} actions={<Link href="/callbacks">{say('delivery')}</Link>}>
      <Table head={['URL', say('state'), say('attemptsWord'), say('nextTry')]}>
        {callbacks.map((event) => (
          <tr key={event.id}>
            <CallbackCells of={event} />
          </tr>
        ))}
      </Table>
    </Card>
  );
}
