import { imageFormats, mediaTypeOf } from '../generation/image-format.ts';
import type { EndedGeneration } from '../records/delete-ended.ts';
import { artifactKey } from './artifact-key.ts';
import { mostImagesOfAnswer } from './intake.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

/** What the names of its images follow from. */
export interface ImagesNamedBy extends Pick<EndedGeneration, 'id' | 'kind' | 'count' | 'createdAtMs'> {
  /** Keys of its images that are somebody's. */
  readonly except?: ReadonlySet<string>;
}

/** Images Google has yielded in one call at most (gemini-upstream §0 row 9). */
const usualImages = 10;

/**
 * Removes images that were kept before the process died but never reached the row: nobody knows their URLs.
 * Their names follow from the generation, so nothing has to be listed.
 */
export async function deleteOrphans(files: ArtifactStore, generation: ImagesNamedBy): Promise<void> {
  const { count, except } = generation;
  // Image `index` of the call for a slot has the number `slot + index * count`. Those of a call are kept one after
  // another: where no call kept a tenth, none kept more.
  const tenths = Array.from({ length: count }, (_, slot) => count * usualImages - slot);
  const found = await Promise.all(
    tenths.flatMap((number) => keysOf(generation, number)).map((key) => files.head(key)),
  );
  const most = found.some((entry) => entry !== undefined) ? mostImagesOfAnswer : usualImages;
  // The last ones first: whoever repeats this after a failure finds the tenth still there.
  for (let number = count * most; number >= 1; number -= 1) {
    const orphans = keysOf(generation, number).filter((key) => !except?.has(key));
    await Promise.all(orphans.map((key) => files.delete(key)));
  }
}

const keysOf = ({ id: generationId, kind, createdAtMs }: ImagesNamedBy, number: number): string[] =>
  imageFormats.map((format) =>
    artifactKey({ generationId, kind, createdAtMs, number, mediaType: mediaTypeOf(format) }),
  );
