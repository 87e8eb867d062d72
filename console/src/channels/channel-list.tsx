import { type DragEvent, useState } from 'react';
import type { Channel } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Problem } from '../parts/basic.tsx';
import { ChannelCard } from './channel-card.tsx';
import { inOrder, nextPlace, ranked } from './moves.ts';

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
  const sorted = inOrder(channels);
  const places = ranked(sorted);
  const ids = places.map(({ id }) => id);
  // With those of the configuration, which stay: the gateway finds a priority on the side of them that is shown here.
  const move = (id: string, to: number) => {
    const rest = ids.filter((each) => each !== id);
    order.mutate([...rest.slice(0, to), id, ...rest.slice(to)], {
      onSuccess: () => tell(say('movedTo', { name: id, place: to + 1, count: ids.length })),
    });
  };
  const isMovable = ({ source }: Channel) => canChange && source === 'store' && places.length > 1;
  const end = () => {
    drag(undefined);
    setOver(undefined);
  };
  return (
    <>
      {order.error ? <Problem error={order.error} /> : null}
      {sorted.some(isMovable) ? <p className="quiet">{say('orderHint')}</p> : null}
      <p className="unseen" role="status">
        {news}
      </p>
      <ol className="channels">
        {sorted.map((channel) => {
          const place = ids.indexOf(channel.id);
          const canMove = isMovable(channel) && place >= 0;
          const stepOf = (way: 'up' | 'down') => (canMove ? nextPlace(places, place, way) : undefined);
          const [up, down] = [stepOf('up'), stepOf('down')];
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
                {...(up === undefined ? {} : { onUp: () => move(channel.id, up) })}
                {...(down === undefined ? {} : { onDown: () => move(channel.id, down) })}
              />
            </li>
          );
        })}
      </ol>
    </>
  );
}
