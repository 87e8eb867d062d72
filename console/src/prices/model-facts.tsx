import { useQuery } from '@tanstack/react-query';
import type { Channel, List, Model } from '../answers.ts';
import { ask } from '../ask.ts';
import { Facts } from '../generations/facts.tsx';
import { useSay } from '../language.tsx';
import { RatioShape } from '../playground/choices.tsx';

/** What a model is called, what it can do, and as what each channel asks for it. */
export function ModelFacts({ of: model }: { readonly of: Model }) {
  const say = useSay();
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: () => ask<List<Channel>>('GET', '/admin/channels'),
  });
  return (
    <>
      <Facts
        facts={{
          [say('aliases')]: model.aliases.join(', ') || '–',
          [say('upstreamIds')]: model.upstream_ids.join(', '),
          [say('resolution')]: model.resolutions.join(', '),
          [say('references')]: model.max_references,
        }}
      />
      <ul className="shapes" aria-label={say('ratio')}>
        {model.aspect_ratios.map((ratio) => (
          <li key={ratio}>
            <RatioShape ratio={ratio} />
            <small>{ratio}</small>
          </li>
        ))}
      </ul>
      <details>
        <summary>{say('perChannel')}</summary>
        <Facts
          facts={Object.fromEntries(
            (channels.data?.data ?? []).map((channel) => [
              channel.name,
              idsOn(channel, model, say('notServed')),
            ]),
          )}
        />
      </details>
    </>
  );
}

/** A channel without a list of its own serves what the catalog says; one with a list only what is on it. */
const idsOn = ({ models }: Channel, model: Model, none: string): string =>
  models === null ? model.upstream_ids.join(', ') : (models[model.name]?.join(', ') ?? none);
