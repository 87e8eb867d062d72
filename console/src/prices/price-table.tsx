import type { Model, Price } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Table } from '../parts/basic.tsx';
import { Moment } from '../parts/moment.tsx';
import { tiers, usdOfMicros } from '../parts/show.ts';
import { effectiveMicros } from './effective.ts';

const strategies = ['auto', 'value', 'official'];

interface Props {
  readonly model: Model;
  readonly prices: readonly Price[];
  readonly onEdit: ((price: Price) => void) | undefined;
  readonly onRemove: (price: Price) => void;
}

export function PriceTable({ model, prices, onEdit, onRemove }: Props) {
  const say = useSay();
  const offered = tiers.filter((tier) => model.resolutions.includes(tier));
  const base = prices.find(({ strategy }) => strategy === '*') ?? prices[0];
  const missing = strategies.filter((name) => prices.every(({ strategy }) => strategy !== name));
  return (
    <>
      <Table head={[say('strategy'), ...offered, say('version'), say('created'), say('who'), '']}>
        {prices.map((entry) => (
          <tr key={entry.strategy}>
            <td>{entry.strategy === '*' ? say('all') : entry.strategy}</td>
            {entry.price.unit === 'image' ? (
              offered.map((tier) => <TierCell key={tier} of={entry} tier={tier} />)
            ) : (
              <td colSpan={offered.length}>{tokenWords(entry, say('perToken'))}</td>
            )}
            <td>{entry.version === 0 ? say('ofCatalog') : entry.version}</td>
            <Moment of={entry.created_at} />
            <td>{entry.version === 0 ? '–' : entry.actor}</td>
            <td>
              {onEdit ? (
                <div className="row">
                  <button type="button" className="small" onClick={() => onEdit(entry)}>
                    {say('editPrice')}
                  </button>
                  {entry.version === 0 ? null : (
                    <button
                      type="button"
                      className="small danger"
                      onClick={() => window.confirm(say('removePriceSure')) && onRemove(entry)}
                    >
                      {say('remove')}
                    </button>
                  )}
                </div>
              ) : null}
            </td>
          </tr>
        ))}
      </Table>
      {onEdit && base && missing.length > 0 ? (
        <div className="row">
          <span className="quiet">{say('ownPriceFor')}</span>
          {missing.map((strategy) => (
            <button
              key={strategy}
              type="button"
              className="small"
              onClick={() => onEdit({ ...base, strategy })}
            >
              {strategy}
            </button>
          ))}
        </div>
      ) : null}
    </>
  );
}

function TierCell({ of: entry, tier }: { readonly of: Price; readonly tier: string }) {
  const micros = effectiveMicros(entry, tier);
  return <td className="number">{micros === undefined ? '–' : usdOfMicros(micros)}</td>;
}

function tokenWords({ price }: Price, perToken: string): string {
  const parts = Object.entries(price).filter(([name]) => name !== 'unit');
  return `${perToken}: ${parts
    .map(
      ([name, micros]) =>
        `${name.replace(/_micros$/, '').replaceAll('_', ' ')} ${usdOfMicros(Number(micros))}`,
    )
    .join(' · ')}`;
}
