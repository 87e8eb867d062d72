import type { Caller } from '../generation/caller.ts';
import type { CallerUploads } from '../generation/upload.ts';
import { randomText } from '../lib/ids.ts';
import type { FetchReferences } from '../references/fetch-references.ts';
import type { Uploads } from '../uploads/uploads.ts';

/** A caller's uploads, with those that come by URL fetched as references are. */
export function callerUploads(
  parts: { readonly uploads: Uploads; readonly fetchReferences: FetchReferences },
  caller: Caller,
): CallerUploads {
  const stored = parts.uploads.of(caller);
  return {
    ...stored,
    async keepUrl(url, filename) {
      const reference = { kind: 'url', url, field: 'url', takesGif: true } as const;
      const { references, release } = await parts.fetchReferences(
        [reference],
        `upload-${randomText(22)}`,
        caller,
      );
      const [image] = references;
      try {
        return await stored.keepFile(image as NonNullable<typeof image>, filename);
      } finally {
        release();
      }
    },
  };
}
