import { type DragEvent, useState } from 'react';
import type { Channel } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Problem } from '../parts/basic.tsx';
import { ChannelCard } from './channel-card.tsx';

interface Props {
  readonly channels: readonly Channel[];
  readonly canChange: boolean;
  readonly onEdit: (channel: Channel) => void;
}

/** In the order they are tried; those of the store can be dragged, or moved by their arrows. */
export function ChannelList({ channels, canChange, onEdit }: Props) {
  const say = useSay();
  const [dragged, drag] = useState<string>();
  const [over, setOver] = useState<string>();
  const [news, tell] = useState('');
  const order = useAct((ids: readonly string[]) => ask('POST', '/admin/channel-order', { ids }));
  const sorted = [...channels].sort((a, b) => a.priority - b.priority || a.id.localeCompare(b.id));
  const movable = sorted.filter(({ source }) => source === 'store').map(({ id }) => id);
  const move = (id: string, to: number) => {
    const rest = movable.filter((each) => each !== id);
    order.mutate([...rest.slice(0, to), id, ...rest.slice(to)], {
      onSuccess: () => tell(say('movedTo', { name: id, place: to + 1, count: movable.length })),
    });
  };
  const end = () => {
    drag(undefined);
    setOver(undefined);
  };
  return (
    <>
      {order.error ? <Problem error={order.error} /> : null}
      {canChange && movable.length > 1 ? <p className="quiet">{say('orderHint')}</p> : null}
      <p className="unseen" role="status">
        {news}
      </p>
      <ol className="channels">
        {sorted.map((channel) => {
          const place = movable.indexOf(channel.id);
          const canMove = canChange && place >= 0 && movable.length > 1;
          const takes = dragged !== undefined && place >= 0 && dragged !== channel.id;
          return (
            <li
              key={channel.id}
              className={takes && over === channel.id ? 'over' : ''}
              onDragOver={(event: DragEvent) => {
                if (!takes) return;
                event.preventDefault();
                setOver(channel.id);
              }}
              onDrop={(event: DragEvent) => {
                event.preventDefault();
                if (dragged && takes) move(dragged, place);
                end();
              }}
            >
              <ChannelCard
                channel={channel}
                canProbe={canChange}
                canChange={canChange && channel.source === 'store'}
                onEdit={() => onEdit(channel)}
                {...(canMove ? { onGrab: () => drag(channel.id), onDropped: end } : {})}
                {...(canMove && place > 0 ? { onUp: () => move(channel.id, place - 1) } : {})}
                {...(canMove && place < movable.length - 1
                  ? { onDown: () => move(channel.id, place + 1) }
                  : {})}
              />
            </li>
          );
        })}
      </ol>
    </>
  );
}
