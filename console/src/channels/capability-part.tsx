import { useQuery } from '@tanstack/react-query';
import type { Channel, List, Model } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Field } from '../parts/basic.tsx';
import { tiers } from '../parts/show.ts';
import { capabilityLists, capabilityNumbers, capabilitySwitches } from './capability-fields.ts';

const listTexts = { resolutions: 'resolution', aspect_ratios: 'ratio' } as const;

/** Where the channel can do less than its provider says, or was seen to do more than its tier promises. */
export function CapabilityPart({ of: channel }: { readonly of: Channel | undefined }) {
  const say = useSay();
  const can = channel?.capabilities ?? {};
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  const ratios = models.data?.data.flatMap(({ aspect_ratios }) => aspect_ratios) ?? [];
  const choices = {
    resolutions: tiers,
    // What it has stands there although the models are not known: what is not shown would be taken away.
    aspect_ratios: [...new Set([...(can.aspect_ratios ?? []), ...ratios])].sort(byWidth),
  };
  return (
    <details>
      <summary>{say('channelCan')}</summary>
      <div className="form">
        <p className="quiet">{say('channelCanHint')}</p>
        <div className="two tight">
          {capabilityNumbers.map(([name, text, unit]) => (
            <Field key={name} label={say(text)}>
              <input
                name={`can.${name}`}
                type="number"
                min={unit === 1 ? 0 : 0.000001}
                max={unit === 1 ? 100 : 1000}
                step={unit === 1 ? 1 : 'any'}
                defaultValue={can[name] === undefined ? '' : can[name] / unit}
              />
            </Field>
          ))}
        </div>
        {capabilityLists.map((name) => (
          <fieldset key={name}>
            <legend>{say(listTexts[name])}</legend>
            <div className="row">
              {choices[name].map((choice) => (
                <label key={choice} className="check">
                  <input
                    type="checkbox"
                    name={`can.${name}`}
                    value={choice}
                    defaultChecked={can[name]?.includes(choice) ?? false}
                  />
                  {choice}
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        <div className="two tight">
          {capabilitySwitches.map(([name, text, hint]) => (
            <Field key={name} label={say(text)} hint={say(hint)}>
              <select name={`can.${name}`} defaultValue={can[name] === undefined ? '' : String(can[name])}>
                <option value="">{say('notSaid')}</option>
                <option value="true">{say('yes')}</option>
                <option value="false">{say('no')}</option>
              </select>
            </Field>
          ))}
        </div>
      </div>
    </details>
  );
}

/** Tall ones first. */
const byWidth = (a: string, b: string): number => shapeOf(a) - shapeOf(b);

function shapeOf(ratio: string): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}
