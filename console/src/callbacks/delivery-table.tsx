import { Link } from 'wouter';
import type { Callback } from '../answers.ts';
import { receiptAddress } from '../generations/receipt-address.ts';
import { useSay } from '../language.tsx';
import { Table } from '../parts/basic.tsx';
import { CallbackCells } from '../parts/callback-cells.tsx';
import { Moment } from '../parts/moment.tsx';
import { useScope } from '../scope.ts';

interface Props {
  readonly events: readonly Callback[];
  readonly onChoose: (id: string) => void;
}

/** Who was told of which generation, and whether they took it. */
export function DeliveryTable({ events, onChoose }: Props) {
  const say = useSay();
  const { mode } = useScope();
  return (
    <Table
      head={[
        'URL',
        say('state'),
        say('attemptsWord'),
        say('nextTry'),
        say('created'),
        say('generations'),
        '',
      ]}
    >
      {events.map((event) => (
        <tr key={event.id}>
          <CallbackCells of={event} />
          <Moment of={event.created_at} />
          <td>
            <Link href={receiptAddress(event.generation_id, mode)}>{event.generation_id.slice(0, 14)}…</Link>
          </td>
          <td>
            <button type="button" className="small" onClick={() => onChoose(event.id)}>
              {say('attempts')}
            </button>
          </td>
        </tr>
      ))}
    </Table>
  );
}
