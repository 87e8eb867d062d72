import { useQuery } from '@tanstack/react-query';
import type { List, ListedGeneration, Price } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Table } from '../parts/basic.tsx';
import { percent, usdOfMicros } from '../parts/show.ts';
import { useScope } from '../scope.ts';
import { isPricedBy } from './effective.ts';

interface Props {
  readonly price: Price;
  /** Every price in force. */
  readonly prices: readonly Price[];
  /** Micro-USD by tier. */
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
}

/** Generations a change is tried on. */
const tried = 200;

/** What a change does to an image of each size, and what the newest images of the model would have cost. */
export function PriceEffect({ price, prices, before, after }: Props) {
  const say = useSay();
  const { mode } = useScope();
  const newest = useQuery({
    queryKey: ['priced', mode, price.model],
    queryFn: () =>
      ask<List<ListedGeneration>>(
        'GET',
        `/generations${query({ mode, model: price.model, state: 'succeeded', limit: tried })}`,
      ),
  });
  const changed = Object.keys(after).filter((tier) => after[tier] !== before[tier]);
  if (changed.length === 0) return <p className="quiet">{say('noChange')}</p>;
  const images = (newest.data?.data ?? [])
    .filter(({ strategy }) => isPricedBy(price, strategy, prices))
    .flatMap((row) => row.images);
  const sum = (micros: Readonly<Record<string, number>>) =>
    images.reduce((total, { tier = '' }) => total + (micros[tier] ?? 0), 0);
  const [then, now] = [sum(before), sum(after)];
  return (
    <div role="status">
      <Table head={[say('tier'), say('priceBefore'), say('priceAfter'), say('change')]}>
        {changed.map((tier) => (
          <tr key={tier}>
            <td>{tier}</td>
            <td className="number">{usdOfMicros(before[tier] ?? 0)}</td>
            <td className="number">{usdOfMicros(after[tier] ?? 0)}</td>
            <td className="number">{difference(before[tier] ?? 0, after[tier] ?? 0)}</td>
          </tr>
        ))}
      </Table>
      {images.length > 0 ? (
        <p>
          {say('effectOnNewest', {
            count: images.length,
            before: usdOfMicros(then),
            after: usdOfMicros(now),
            change: difference(then, now),
          })}
        </p>
      ) : null}
    </div>
  );
}

function difference(before: number, after: number): string {
  if (before === 0) return '–';
  const share = (after - before) / before;
  return `${share > 0 ? '+' : share < 0 ? '−' : '±'}${percent(Math.abs(share))}`;
}
