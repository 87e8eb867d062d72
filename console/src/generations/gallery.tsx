import { Link } from 'wouter';
import type { ListedGeneration } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Empty } from '../parts/basic.tsx';
import { receiptAddress } from './receipt-address.ts';

/** Only what was made; what failed has no picture to show. */
export function Gallery({ rows }: { readonly rows: readonly ListedGeneration[] }) {
  const say = useSay();
  const images = rows.flatMap((row) => row.images.map((image) => ({ ...image, of: row })));
  if (images.length === 0) return <Empty>{say('noPictures')}</Empty>;
  return (
    <div className="gallery">
      {images.map(({ of: row, ...image }) => (
        <Link key={image.url} className="gallery-item" href={receiptAddress(row.id, row.mode)}>
          <img src={image.thumbnail} alt={row.prompt} loading="lazy" />
          <span>{row.prompt}</span>
        </Link>
      ))}
    </div>
  );
}
