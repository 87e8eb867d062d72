import { Link } from 'wouter';
import type { ListedGeneration } from '../answers.ts';
import { useSay } from '../language.tsx';
import { StatePill, Table } from '../parts/basic.tsx';
import { Moment } from '../parts/moment.tsx';
import { useMoney } from '../parts/money.ts';
import { OwnerName } from '../parts/owner-name.tsx';
import { milliseconds } from '../parts/show.ts';
import { receiptAddress } from './receipt-address.ts';

export function Rows({ rows }: { readonly rows: readonly ListedGeneration[] }) {
  const say = useSay();
  const { usd } = useMoney();
  return (
    <Table
      head={[
        say('imagesWord'),
        say('prompt'),
        say('state'),
        say('model'),
        say('channel'),
        say('created'),
        say('duration'),
        say('charged'),
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            <div className="thumbs">
              {row.images.slice(0, 3).map((image) => (
                <img key={image.url} src={image.thumbnail} alt="" loading="lazy" width={44} height={44} />
              ))}
              {row.images.length > 3 ? <small>+{row.images.length - 3}</small> : null}
            </div>
          </td>
          <td className="prompt">
            <Link href={receiptAddress(row.id, row.mode)}>{row.prompt || row.id}</Link>
            <OwnerName of={row.account_id} />
          </td>
          <td>
            <StatePill state={row.status} />
            {row.error ? <small> {row.error.code}</small> : null}
          </td>
          <td className="name">{row.model}</td>
          <td>{row.channel ?? '–'}</td>
          <Moment of={row.created_at} />
          <td className="number">{milliseconds(row.duration_ms)}</td>
          <td className="number money">{usd(row.charged_usd)}</td>
        </tr>
      ))}
    </Table>
  );
}
