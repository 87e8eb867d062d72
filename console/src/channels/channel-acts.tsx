import type { Channel } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Problem } from '../parts/basic.tsx';
import { Probe } from './probe.tsx';

interface Props {
  readonly channel: Channel;
  readonly canChange: boolean;
  readonly canProbe: boolean;
  readonly onEdit: () => void;
}

export function ChannelActs({ channel, canChange, canProbe, onEdit }: Props) {
  const say = useSay();
  const act = useAct((what: string) =>
    what === 'delete'
      ? ask('DELETE', `/admin/channels/${channel.id}`)
      : ask('POST', `/admin/channels/${channel.id}/${what}`),
  );
  const buttons = canChange ? (
    <>
      <button type="button" className="small" onClick={onEdit}>
        {say('edit')}
      </button>
      <button
        type="button"
        className="small"
        title={say('pauseHint')}
        onClick={() => act.mutate(channel.enabled ? 'disable' : 'enable')}
      >
        {say(channel.enabled ? 'disable' : 'enable')}
      </button>
      <button
        type="button"
        className="small"
        title={say('drainHint')}
        onClick={() => act.mutate(channel.draining ? 'enable' : 'drain')}
      >
        {say(channel.draining ? 'enable' : 'drain')}
      </button>
      <button
        type="button"
        className="small danger"
        onClick={() => window.confirm(say('deleteSure')) && act.mutate('delete')}
      >
        {say('deleteWord')}
      </button>
    </>
  ) : null;
  return (
    <>
      {act.error ? <Problem error={act.error} /> : null}
      {canProbe && channel.usable ? (
        <Probe id={channel.id}>{buttons}</Probe>
      ) : (
        <div className="row">{buttons}</div>
      )}
    </>
  );
}
