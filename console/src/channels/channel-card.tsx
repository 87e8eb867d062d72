import type { DragEvent } from 'react';
import type { Channel } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Pill } from '../parts/basic.tsx';
import { toldCapabilities } from './capability-fields.ts';
import { ChannelActs } from './channel-acts.tsx';
import { ChannelCosts } from './channel-costs.tsx';
import { ChannelHealth } from './channel-health.tsx';
import { stateOf, toneOf } from './channel-state.ts';

interface Props {
  readonly channel: Channel;
  readonly canChange: boolean;
  readonly canProbe: boolean;
  readonly onEdit: () => void;
  readonly onGrab?: () => void;
  readonly onDropped?: () => void;
  readonly onUp?: () => void;
  readonly onDown?: () => void;
}

export function ChannelCard(props: Props) {
  const say = useSay();
  const { channel, onGrab } = props;
  const state = stateOf(channel);
  const grab = (event: DragEvent) => {
    const card = event.currentTarget.closest('section');
    if (card) event.dataTransfer.setDragImage(card, 24, 24);
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', channel.id);
    onGrab?.();
  };
  return (
    <section className="card">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows do the same by keyboard */}
      <div
        className={onGrab ? 'card-head grab' : 'card-head'}
        draggable={onGrab !== undefined}
        onDragStart={grab}
        onDragEnd={props.onDropped}
      >
        <div className="row">
          {onGrab ? (
            <span className="handle" aria-hidden="true">
              ⠿
            </span>
          ) : null}
          <h2>{channel.name}</h2>
          <Pill tone={toneOf(state)}>{say(state)}</Pill>
        </div>
        <div className="row">
          {(['up', 'down'] as const).map((way) => {
            const act = way === 'up' ? props.onUp : props.onDown;
            return act ? (
              <button
                key={way}
                type="button"
                className="small"
                aria-label={`${say(way)}: ${channel.name}`}
                onClick={act}
              >
                {way === 'up' ? '↑' : '↓'}
              </button>
            ) : null;
          })}
        </div>
      </div>
      <Facts of={channel} />
      <div className="channel-more">
        <ChannelHealth of={channel} />
        <ChannelCosts of={channel} />
      </div>
      <ChannelActs
        channel={channel}
        canChange={props.canChange}
        canProbe={props.canProbe}
        onEdit={props.onEdit}
      />
    </section>
  );
}

function Facts({ of: channel }: { readonly of: Channel }) {
  const say = useSay();
  const { requests_per_minute: perMinute, concurrency } = channel.limits;
  const facts = [
    [say('provider'), channel.provider],
    [say('tier'), channel.tier],
    [say('mode'), say(channel.mode)],
    [say('priority'), channel.priority],
    [say('weight'), channel.weight === 1 ? '' : channel.weight],
    [say('tags'), channel.tags.join(', ')],
    [say('channelCan'), toldCapabilities(channel, say)],
    [say('baseUrl'), channel.base_url],
    [say('inFlight'), `${channel.load.running} · ${say('aMinute', { count: channel.load.last_minute })}`],
    [
      say('limits'),
      [
        perMinute === null ? '' : say('aMinute', { count: perMinute }),
        concurrency === null ? '' : say('atOnce', { count: concurrency }),
      ]
        .filter(Boolean)
        .join(' · '),
    ],
    [say('credential'), channel.credentials.map(({ fingerprint, id }) => fingerprint ?? id).join(', ')],
    [say('source'), channel.source === 'store' ? '' : say('fromConfig')],
  ].filter(([, value]) => value !== null && value !== '');
  return (
    <dl className="facts wide-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
