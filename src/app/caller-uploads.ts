import type { Caller } from '../generation/caller.ts';
import type { Engine } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import type { CallerUploads } from '../generation/upload.ts';
import { randomText } from '../lib/ids.ts';
import type { FetchReferences } from '../references/fetch-references.ts';
import { uploadTooLarge } from '../uploads/take-upload.ts';
import type { Uploads } from '../uploads/uploads.ts';

/** A caller's uploads, with those that come by URL fetched as references are. */
export function callerUploads(
  parts: Pick<Engine, 'admitReferences'> & {
    readonly uploads: Uploads;
    readonly fetchReferences: FetchReferences;
  },
  caller: Caller,
): CallerUploads {
  const stored = parts.uploads.of(caller);
  return {
    ...stored,
    async keepUrl(url, filename) {
      const reference = { kind: 'url', url, field: 'url', takesGif: true, label: 'The image' } as const;
      const admitted = await parts.admitReferences([reference], caller);
      const { references, release } = await parts
        .fetchReferences(admitted, `upload-${randomText(22)}`, caller)
        .catch((error: unknown) => {
          // Over the limit of a reference it is over that of an upload, which is the lower one.
          throw error instanceof Failure && error.code === 'reference_too_large' ? uploadTooLarge() : error;
        });
      const [image] = references;
      try {
        return await stored.keepFile(image as NonNullable<typeof image>, filename);
      } finally {
        release();
      }
    },
  };
}
