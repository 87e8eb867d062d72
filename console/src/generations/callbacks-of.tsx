import { Link } from 'wouter';
import type { Generation } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card, Pill, Table } from '../parts/basic.tsx';
import { callbackTone } from '../parts/callback-tone.ts';
import { Moment } from '../parts/moment.tsx';

/** Who was told that it ended; nothing where nobody asked to be. */
export function CallbacksOf({ of: { callbacks = [] } }: { readonly of: Generation }) {
  const say = useSay();
  if (callbacks.length === 0) return null;
  return (
    <Card title={say('callbacks')} actions={<Link href="/callbacks">{say('delivery')}</Link>}>
      <Table head={['URL', say('state'), say('attemptsWord'), say('nextTry')]}>
        {callbacks.map((event) => (
          <tr key={event.id}>
            <td className="prompt">{event.url}</td>
            <td>
              <Pill tone={callbackTone(event.status)}>{say(event.status)}</Pill>
            </td>
            <td className="number">{event.attempts}</td>
            <Moment of={event.next_at} />
          </tr>
        ))}
      </Table>
    </Card>
  );
}
