import { invalidArgument } from '../google-error.ts';
import type { Part } from './generation-request.ts';

/** One file inline on Vertex; larger ones come from Cloud Storage. */
const maxInlineBytes = 7 * 1024 * 1024;

/**
 * What Vertex asks of a part beyond the Gemini API.
 * @throws GoogleError 400; the texts were not seen and are not verified.
 */
export function checkVertexPart({ inlineData, fileData }: Part): void {
  if ((inlineData?.data?.sizeBytes ?? 0) > maxInlineBytes) {
    throw invalidArgument(`The inline data is larger than the limit of ${maxInlineBytes} bytes per file.`);
  }
  if (fileData && !fileData.mimeType) {
    throw invalidArgument('Unable to submit request because it must have a mimeType parameter in file_data.');
  }
}

/**
 * @throws GoogleError 400 for a format other than PNG and JPEG, or a quality outside 0–100.
 */
export function checkOutputOptions(
  options: { readonly mimeType?: string; readonly compressionQuality?: number } | undefined,
): void {
  const { mimeType, compressionQuality } = options ?? {};
  if (mimeType && !['image/png', 'image/jpeg'].includes(mimeType)) {
    throw invalidArgument(`Unsupported output mime type: ${mimeType}`);
  }
  if (compressionQuality !== undefined && (compressionQuality < 0 || compressionQuality > 100)) {
    throw invalidArgument('compression_quality must be in the range [0, 100].');
  }
}
