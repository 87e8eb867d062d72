import { createHash } from 'node:crypto';
import { ByteCache } from './byte-cache.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { Picture } from './picture.ts';
import type { PictureOrder } from './picture-order.ts';

export interface Gallery {
  /** The picture for an order, drawn unless it is kept from before; at least `minBytes` long. */
  picture(order: PictureOrder, minBytes?: number): Promise<Picture>;
  statistics(): { drawn: number; peakDrawings: number; keptBytes: number };
}

const keptBytes = 64 * 1024 * 1024;

/** Draws at most `concurrency` pictures at a time and keeps 64 MB of the encoded ones. */
export function createGallery(concurrency: number): Gallery {
  const limited = limitConcurrency(concurrency);
  const kept = new ByteCache<Buffer>(keptBytes);
  const inProgress = new Map<string, Promise<Buffer>>();
  let drawn = 0;

  function draw(key: string, order: PictureOrder): Promise<Buffer> {
    const drawing = limited(async () => {
      // Most of the start, for those who never ask for a picture.
      const { drawPicture } = await import('../drawing/draw-picture.ts');
      return drawPicture(order);
    });
    inProgress.set(key, drawing);
    return drawing
      .then((file) => {
        drawn += 1;
        kept.set(key, file, file.length);
        return file;
      })
      .finally(() => inProgress.delete(key));
  }

  return {
    async picture(order, minBytes = 0) {
      const key = orderKey(order);
      const file = kept.get(key) ?? (await (inProgress.get(key) ?? draw(key, order)));
      return new Picture(order.format, file, minBytes);
    },
    statistics: () => ({ drawn, peakDrawings: limited.peak(), keptBytes: kept.sizeBytes }),
  };
}

function orderKey({ references, ...rest }: PictureOrder): string {
  const order = JSON.stringify([rest, references.map(({ label, image }) => image?.hash ?? label)]);
  return createHash('sha1').update(order).digest('base64');
}
