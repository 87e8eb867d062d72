import type { NativeBody, NativeSpool } from '../../generation/request.ts';
import { toCamelCase } from '../../lib/camel-case.ts';

/** More than any model takes; a receipt is no place for the rest. */
export const mostNoted = 100;
const typePattern = /^[\w.+-]{1,64}\/[\w.+-]{1,64}$/;

/** What a receipt tells of the images a native body brings: their types as declared, and about how large they are. */
export function inlineImages(
  skeleton: unknown,
  spools: readonly NativeSpool[],
): NonNullable<NativeBody['images']> {
  if (spools.length === 0) return [];
  const bySpool = new Map(spools.map((spool) => [spool.placeholder, spool]));
  const found: { mediaType: string; sizeBytes: number }[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || found.length >= mostNoted) return;
    // Of an array the names are its indexes.
    for (const [name, member] of Object.entries(value)) {
      const image = toCamelCase(name) === 'inlineData' ? imageOf(member) : undefined;
      if (image) found.push(image);
      else visit(member);
    }
  };
  const imageOf = (member: unknown) => {
    if (typeof member !== 'object' || member === null) return undefined;
    const { data, mimeType, mime_type = mimeType } = member as Record<string, unknown>;
    const spool = typeof data === 'string' ? bySpool.get(data) : undefined;
    if (!spool) return undefined;
    const isType = typeof mime_type === 'string' && typePattern.test(mime_type);
    return {
      mediaType: isType ? mime_type.toLowerCase() : 'application/octet-stream',
      sizeBytes: Math.floor((spool.sizeBytes * 3) / 4),
    };
  };
  visit(skeleton);
  return found;
}
