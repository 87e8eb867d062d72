import type { Channel } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Field } from '../parts/basic.tsx';

/** When its turn is, how it is looked after, and what people call it by. */
export function OrderPart({ of: channel }: { readonly of: Channel | undefined }) {
  const say = useSay();
  return (
    <details>
      <summary>{say('channelOrder')}</summary>
      <div className="form">
        <div className="two tight">
          <Field label={say('priority')} hint={say('priorityHint')}>
            <input
              name="priority"
              type="number"
              min={-1_000_000}
              max={1_000_000}
              required={channel !== undefined}
              placeholder="100"
              defaultValue={channel?.priority ?? ''}
            />
          </Field>
          <Field label={say('weight')} hint={say('weightHint')}>
            <input
              name="weight"
              type="number"
              min={0.001}
              max={1_000_000}
              step="any"
              placeholder="1"
              defaultValue={channel?.weight ?? ''}
            />
          </Field>
        </div>
        <Field label={say('tags')} hint={say('tagsHint')}>
          <input name="tags" defaultValue={channel?.tags.join(', ')} autoComplete="off" />
        </Field>
        <label className="check">
          <input type="checkbox" name="probe" defaultChecked={channel?.probe ?? true} />
          {say('probesIt')}
        </label>
      </div>
    </details>
  );
}
