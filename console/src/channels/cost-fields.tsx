import { useQuery } from '@tanstack/react-query';
import type { Channel, List, Model } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { tiers } from '../parts/show.ts';

/** Dollars per image and per failed attempt, for each model of the catalog. */
export function CostFields({ of: channel }: { readonly of: Channel | undefined }) {
  const say = useSay();
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  return (
    <details>
      <summary>{say('costs')}</summary>
      <p className="quiet">{say('costsHint')}</p>
      {models.data?.data.map((model) => {
        const cost = channel?.cost[model.name];
        const value = (part: string) => {
          const micros = part === 'failed' ? cost?.failed_micros : cost?.tiers_micros[part];
          return micros === undefined ? '' : micros / 1e6;
        };
        const offered = tiers.filter((tier) => model.resolutions.includes(tier));
        return (
          <fieldset key={model.name} className="costs">
            <legend>{model.name}</legend>
            {[...offered, 'failed'].map((part) => (
              <label key={part}>
                <small>{part === 'failed' ? say('ofFailed') : part}</small>
                <input
                  name={`cost ${model.name} ${part}`}
                  type="number"
                  min={0}
                  step="any"
                  defaultValue={value(part)}
                />
              </label>
            ))}
          </fieldset>
        );
      })}
    </details>
  );
}
