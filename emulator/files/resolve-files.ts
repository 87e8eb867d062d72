import type { GenerateContentRequest } from '../generate/generation-request.ts';
import { invalidArgument } from '../google-error.ts';
import type { ReferenceImage } from '../pictures/reference-image.ts';
import { type FileStore, stateOf } from './file-store.ts';

/**
 * The pictures behind the uploaded files a request names, by URI.
 * @throws GoogleError 403 for a file that is not there, 400 for one that is not ready.
 */
export function resolveFiles(
  { contents = [] }: GenerateContentRequest,
  files: FileStore,
): ReadonlyMap<string, ReferenceImage> {
  const pictures = new Map<string, ReferenceImage>();
  for (const { fileData } of contents.flatMap((content) => content.parts ?? [])) {
    const id = /^(?:https?:\/\/[^/]+\/v1(?:beta)?\/)?files\/([\w-]+)$/.exec(fileData?.fileUri ?? '')?.[1];
    if (!fileData?.fileUri || id === undefined) continue;
    const file = files.find(id);
    if (stateOf(file) !== 'ACTIVE') {
      throw invalidArgument(`The File ${id} is not in an ACTIVE state and usage is not allowed.`);
    }
    if (file.picture) pictures.set(fileData.fileUri, file.picture);
  }
  return pictures;
}
