import type { Generation } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card, Empty, Pill, Table } from '../parts/basic.tsx';

/** Every way that was looked at: its place in the order, or the reason against it. */
export function Routing({ of: { routing } }: { readonly of: Generation }) {
  const say = useSay();
  return (
    <Card title={say('routing')}>
      <p className="quiet">{say('routingHint')}</p>
      {routing.length === 0 ? (
        <Empty>{say('notRouted')}</Empty>
      ) : (
        <Table head={[say('channel'), say('model'), say('place'), say('reason')]}>
          {routing.map((note) => (
            <tr key={`${note.channel} ${note.model}`}>
              <td>{note.channel}</td>
              <td>{note.model ?? '–'}</td>
              <td>{note.place === null ? <Pill tone="plain">{say('never')}</Pill> : note.place}</td>
              <td>{note.reason ?? '–'}</td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}
