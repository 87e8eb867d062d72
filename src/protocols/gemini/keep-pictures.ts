import type { BatchOrder } from '../../generation/batch.ts';
import type { Reference } from '../../generation/request.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import type { JudgedBatch } from './read-batch.ts';
import type { Picture } from './read-batch-request.ts';

export interface KeptPictures {
  readonly order: BatchOrder;
  /** Removes them again: for a batch that was not accepted after all. */
  discard(): Promise<void>;
}

/** Keeps the pictures a batch brings as uploads; leaves none behind when one of them cannot be kept. */
export async function keepPictures(input: RouteInput, batch: JudgedBatch): Promise<KeptPictures> {
  const kept: string[] = [];
  const discard = async () => {
    for (const id of kept) await input.uploads.remove(id);
  };
  const referenceOf = async (picture: Picture): Promise<Reference> => {
    if ('reference' in picture) return picture.reference;
    const upload = await input.uploads.keepFile(picture.spool);
    kept.push(upload.id);
    return { kind: 'url', url: `${input.publicUrl}/uploads/${upload.name}`, field: picture.field };
  };
  try {
    const items: BatchOrder['items'][number][] = [];
    for (const { request, pictures, ...rest } of batch.items) {
      const references: Reference[] = [];
      for (const picture of pictures) references.push(await referenceOf(picture));
      items.push({ ...rest, request: { ...request, references } });
    }
    return { order: { ...batch, items }, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}
