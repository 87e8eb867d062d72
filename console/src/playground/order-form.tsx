import type { FormEvent } from 'react';
import type { Model } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card, Field } from '../parts/basic.tsx';
import { Choices, RatioShape } from './choices.tsx';
import type { Order } from './order.ts';
import { Price } from './price.tsx';
import { References } from './references.tsx';

interface Props {
  readonly models: readonly Model[];
  readonly order: Order;
  readonly onChange: (part: Partial<Order>) => void;
  readonly onRun: () => void;
  readonly canRun: boolean;
}

/** Of the ten outputs one order may have. */
const counts = ['1', '2', '3', '4', '6', '8', '10'];

/** Browsers cut what is pasted beyond the limit and say nothing. */
const nearlyFull = ({ length }: string, most: number): string =>
  length > most * 0.9 ? `${length} / ${most}` : '';

const sideways = (ratio: string): number => {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
};
const tallestFirst = (ratios: readonly string[]) => [...ratios].sort((a, b) => sideways(a) - sideways(b));

export function OrderForm({ models, order, onChange, onRun, canRun }: Props) {
  const say = useSay();
  const model = models.find(({ name }) => name === order.model) ?? models[0];
  if (!model) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (order.prompt.trim() !== '' && canRun) onRun();
  };
  // What the new model cannot do is not asked of it.
  const changeModel = (name: string) => {
    const next = models.find((each) => each.name === name);
    onChange({
      model: name,
      ratio: next?.aspect_ratios.includes(order.ratio) ? order.ratio : '',
      resolution: next?.resolutions.includes(order.resolution) ? order.resolution : '',
      references: order.references.slice(0, next?.max_references ?? 0),
    });
  };
  return (
    <Card>
      <form onSubmit={submit}>
        <Field label={say('prompt')} hint={nearlyFull(order.prompt, model.max_prompt_length)}>
          <textarea
            value={order.prompt}
            placeholder={say('promptHint')}
            maxLength={model.max_prompt_length}
            required
            onChange={(event) => onChange({ prompt: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
            }}
          />
        </Field>
        <References
          most={model.max_references}
          references={order.references}
          onChange={(references) => onChange({ references })}
        />
        <Field label={say('model')}>
          <select value={order.model} onChange={(event) => changeModel(event.target.value)}>
            {models.map(({ name, title }) => (
              <option key={name} value={name}>
                {title} ({name})
              </option>
            ))}
          </select>
        </Field>
        <Shape model={model} order={order} onChange={onChange} />
        <More order={order} onChange={onChange} />
        <div className="row order-foot">
          <button className="primary" type="submit" disabled={!canRun || order.prompt.trim() === ''}>
            {say('generate')}
          </button>
          {canRun ? <Price order={order} /> : <small>{say('viewersOnly')}</small>}
        </div>
      </form>
    </Card>
  );
}

/** What the pictures are like, and how many. */
function Shape({ model, order, onChange }: Pick<Props, 'order' | 'onChange'> & { model: Model }) {
  const say = useSay();
  return (
    <>
      <Choices
        title={say('ratio')}
        name="ratio"
        choices={['', ...tallestFirst(model.aspect_ratios)]}
        chosen={order.ratio}
        picture={(ratio) => <RatioShape ratio={ratio} />}
        onChoose={(ratio) => onChange({ ratio })}
      />
      <Choices
        title={say('resolution')}
        name="resolution"
        choices={['', ...model.resolutions]}
        chosen={order.resolution}
        onChoose={(resolution) => onChange({ resolution })}
      />
      <Choices
        title={say('count')}
        name="count"
        choices={counts}
        chosen={String(order.count)}
        onChoose={(count) => onChange({ count: Number(count) })}
      />
    </>
  );
}

function More({ order, onChange }: Pick<Props, 'order' | 'onChange'>) {
  const say = useSay();
  return (
    <>
      <Choices
        title={say('format')}
        name="format"
        choices={['', 'png', 'jpeg', 'webp']}
        chosen={order.format}
        none={say('formatAny')}
        onChoose={(format) => onChange({ format })}
      />
      <Choices
        title={say('strategy')}
        name="strategy"
        choices={['', 'auto', 'value', 'official']}
        chosen={order.strategy}
        none={say('strategyDefault')}
        onChoose={(strategy) => onChange({ strategy })}
      />
      {(['search', 'strict'] as const).map((name) => (
        <label className="check" key={name}>
          <input
            type="checkbox"
            checked={order[name]}
            onChange={(event) => onChange({ [name]: event.target.checked })}
          />
          {say(name)}
        </label>
      ))}
    </>
  );
}
