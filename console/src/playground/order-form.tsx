import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { Model } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Card, Field } from '../parts/basic.tsx';
import { usd } from '../parts/show.ts';
import { useScope } from '../scope.ts';
import { type Order, quoteOf } from './order.ts';
import { References } from './references.tsx';

interface Props {
  readonly models: readonly Model[];
  readonly order: Order;
  readonly onChange: (part: Partial<Order>) => void;
  readonly onRun: () => void;
  readonly canRun: boolean;
}

export function OrderForm({ models, order, onChange, onRun, canRun }: Props) {
  const say = useSay();
  const model = models.find(({ name }) => name === order.model) ?? models[0];
  if (!model) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (order.prompt.trim() !== '' && canRun) onRun();
  };
  return (
    <Card>
      <form onSubmit={submit}>
        <Field label={say('prompt')}>
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
          <select
            value={order.model}
            onChange={(event) => onChange({ model: event.target.value, ratio: '', resolution: '' })}
          >
            {models.map(({ name, title }) => (
              <option key={name} value={name}>
                {title} ({name})
              </option>
            ))}
          </select>
        </Field>
        <Ratios ratios={model.aspect_ratios} chosen={order.ratio} onChoose={(ratio) => onChange({ ratio })} />
        <Choices
          title={say('resolution')}
          name="resolution"
          choices={['', ...model.resolutions]}
          chosen={order.resolution}
          onChoose={(resolution) => onChange({ resolution })}
        />
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
        <Choices
          title={say('count')}
          name="count"
          choices={['1', '2', '3', '4']}
          chosen={String(order.count)}
          onChoose={(count) => onChange({ count: Number(count) })}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={order.search}
            onChange={(event) => onChange({ search: event.target.checked })}
          />
          {say('search')}
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={order.strict}
            onChange={(event) => onChange({ strict: event.target.checked })}
          />
          {say('strict')}
        </label>
        <div className="row">
          <button className="primary" type="submit" disabled={!canRun || order.prompt.trim() === ''}>
            {say('generate')}
          </button>
          <Price order={order} />
        </div>
      </form>
    </Card>
  );
}

interface Quote {
  readonly total_usd: string;
}

/** What the button may cost, before it is pressed. */
function Price({ order }: { readonly order: Order }) {
  const say = useSay();
  const { mode, accountId } = useScope();
  const body = quoteOf(order);
  const quote = useQuery({
    queryKey: ['quote', mode, accountId, body],
    queryFn: () => ask<Quote>('POST', '/v1/generations/quote', body),
    placeholderData: (before) => before,
  });
  if (quote.error) return <small role="status">{quote.error.message}</small>;
  if (!quote.data) return null;
  const price = `${usd(quote.data.total_usd)}${mode === 'test' ? ` (${say('test')})` : ''}`;
  return <span role="status">{say('priceNow', { price })}</span>;
}

interface ChoiceProps {
  readonly title: string;
  readonly name: string;
  readonly choices: readonly string[];
  readonly chosen: string;
  readonly none?: string;
  readonly onChoose: (choice: string) => void;
}

function Choices({ title, name, choices, chosen, none = 'auto', onChoose }: ChoiceProps) {
  return (
    <fieldset>
      <legend>{title}</legend>
      <div className="choices">
        {choices.map((choice) => (
          <label key={choice}>
            <input type="radio" name={name} checked={choice === chosen} onChange={() => onChoose(choice)} />
            {choice === '' ? none : choice}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const longSide = 26;

function Ratios(props: {
  readonly ratios: readonly string[];
  readonly chosen: string;
  readonly onChoose: (ratio: string) => void;
}) {
  const say = useSay();
  return (
    <fieldset>
      <legend>{say('ratio')}</legend>
      <div className="choices">
        {['', ...props.ratios].map((ratio) => (
          <label key={ratio}>
            <input
              type="radio"
              name="ratio"
              checked={ratio === props.chosen}
              onChange={() => props.onChoose(ratio)}
            />
            {ratio === '' ? null : <Shape ratio={ratio} />}
            {ratio === '' ? 'auto' : ratio}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Shape({ ratio }: { readonly ratio: string }) {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  const scale = longSide / Math.max(width, height);
  return (
    <span
      className="shape"
      aria-hidden
      style={{ width: width * scale, height: Math.max(3, height * scale) }}
    />
  );
}
