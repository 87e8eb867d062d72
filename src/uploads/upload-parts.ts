import { openStored } from '../archive/open-stored.ts';
import type { ArtifactStore } from '../archive/stores/artifact-store.ts';
import { Failure } from '../generation/failure.ts';
import type { UploadRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { uploadKey } from './upload-key.ts';

type Partial = Pick<UploadRow, 'id' | 'media_type' | 'created_at' | 'part_sizes'>;

/** Bytes of each part that came, in order. */
export const partSizes = (row: Pick<UploadRow, 'part_sizes'>): readonly number[] =>
  JSON.parse(row.part_sizes ?? '[]') as number[];

export const receivedBytes = (row: Pick<UploadRow, 'part_sizes'>): number =>
  partSizes(row).reduce((sum, size) => sum + size, 0);

/** Key of a part in the archive, where every process finds it. */
export const partKey = (row: Partial, index: number): string => `${uploadKey(row)}.part-${index + 1}`;

/** Notes one more part and ends the claim it was written under; false when that had run out. */
export const addUploadPart = defineUnit({
  name: 'add-upload-part',
  module: import.meta.url,
  async run(db: Db, input: { id: string; claimedUntilMs: number; after: string }): Promise<boolean> {
    const { id, claimedUntilMs, after } = input;
    const done = await db
      .updateTable('uploads')
      .set({ part_sizes: after, claimed_until: null })
      .where('id', '=', id)
      .where('state', '=', 'awaited')
      .where('claimed_until', '=', claimedUntilMs)
      .executeTakeFirst();
    return done.numUpdatedRows === 1n;
  },
});

/** The parts that came, one after another, and then the last one. */
export async function* wholeUpload(
  files: ArtifactStore,
  row: Partial,
  last: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (const index of partSizes(row).keys()) {
    const part = await openStored(files, partKey(row, index));
    if (!part) throw new Failure('archive_unavailable', { internal: `a part of ${row.id} is not there` });
    yield* part as AsyncIterable<Uint8Array>;
  }
  yield* last;
}

/** Also the one after them: its bytes may have been kept and the process have died before it was noted. */
export async function deleteParts(files: ArtifactStore, row: Partial): Promise<void> {
  for (let index = 0; index <= partSizes(row).length; index += 1) await files.delete(partKey(row, index));
}
