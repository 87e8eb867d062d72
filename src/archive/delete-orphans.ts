import { imageFormats, mediaTypeOf } from '../generation/image-format.ts';
import type { EndedGeneration } from '../records/delete-ended.ts';
import { artifactKey } from './artifact-key.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

/** What the names of its images follow from. */
export interface ImagesNamedBy extends Pick<EndedGeneration, 'id' | 'kind' | 'count' | 'createdAtMs'> {
  /** Keys of its images that are somebody's. */
  readonly except?: ReadonlySet<string>;
}

/** Images one call has yielded at most (gemini-upstream §0 row 9). */
const mostImages = 10;

/**
 * Removes images that were kept before the process died but never reached the row: nobody knows their URLs.
 * Their names follow from the generation, so nothing has to be listed.
 */
export async function deleteOrphans(files: ArtifactStore, generation: ImagesNamedBy): Promise<void> {
  // Image `index` of the call for a slot has the number `slot + index * count`.
  const last = generation.count * mostImages;
  for (let number = 1; number <= last; number += 1) {
    const { id: generationId, kind, createdAtMs } = generation;
    const keys = imageFormats.map((format) =>
      artifactKey({ generationId, kind, createdAtMs, number, mediaType: mediaTypeOf(format) }),
    );
    const orphans = keys.filter((key) => !generation.except?.has(key));
    await Promise.all(orphans.map((key) => files.delete(key)));
  }
}
