import { useQuery } from '@tanstack/react-query';
import type { Channel, List, Model } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Field } from '../parts/basic.tsx';

/** What each model is called on this channel, in the order it is tried; where none is named it serves every model. */
export function IdFields({ of: channel }: { readonly of: Channel | undefined }) {
  const say = useSay();
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  return (
    <details>
      <summary>{say('upstreamIds')}</summary>
      <p className="quiet">{say('upstreamIdsHint')}</p>
      <div className="two">
        {models.data?.data.map(({ name, upstream_ids }) => (
          <Field key={name} label={name}>
            <input
              name={`ids ${name}`}
              defaultValue={channel?.models?.[name]?.join(', ')}
              placeholder={upstream_ids.join(', ')}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        ))}
      </div>
    </details>
  );
}
