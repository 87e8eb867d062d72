import type { Callback } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Pill } from './basic.tsx';
import { callbackTone } from './callback-tone.ts';
import { Moment } from './moment.tsx';

/** What every list of callbacks shows of one: where it goes, how it stands, its tries and the next of them. */
export function CallbackCells({ of: event }: { readonly of: Callback }) {
  const say = useSay();
  return (
    <>
      <td className="prompt">{event.url}</td>
      <td>
        <Pill tone={callbackTone(event.status)}>{say(event.status)}</Pill>
      </td>
      <td className="number">{event.attempts}</td>
      <Moment of={event.next_at} />
    </>
  );
}
