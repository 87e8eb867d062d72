import type { Channel } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Table } from '../parts/basic.tsx';
import { tiers, usdOfMicros } from '../parts/show.ts';

/** What the channel charges the operator for an image, by model and size. */
export function ChannelCosts({ of: channel }: { readonly of: Channel }) {
  const say = useSay();
  const models = Object.entries(channel.cost);
  if (models.length === 0) return <p className="quiet">{say('noCosts')}</p>;
  return (
    <details>
      <summary>{say('costs')}</summary>
      <Table head={[say('model'), ...tiers, say('ofFailed')]}>
        {models.map(([model, { tiers_micros, failed_micros }]) => (
          <tr key={model}>
            <td>{model}</td>
            {tiers.map((tier) => {
              const micros = tiers_micros[tier];
              return (
                <td key={tier} className="number">
                  {micros === undefined ? '–' : usdOfMicros(micros)}
                </td>
              );
            })}
            <td className="number">{usdOfMicros(failed_micros)}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}
