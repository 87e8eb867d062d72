import { formatOf, type MediaType } from '../generation/image-format.ts';
import type { UploadRow } from '../store/schema.ts';

type Named = Pick<UploadRow, 'id' | 'media_type' | 'created_at'>;

/** Last part of an upload's URL. A place for a GIF will hold its PNG. */
export const uploadName = ({ id, media_type }: Pick<Named, 'id' | 'media_type'>): string =>
  `${id}.${media_type === 'image/gif' ? 'png' : formatOf(media_type as MediaType)}`;

/** Key of its bytes in the archive. */
export function uploadKey(row: Named): string {
  const day = new Date(row.created_at).toISOString().slice(0, 10).replaceAll('-', '/');
  return `uploads/${day}/${uploadName(row)}`;
}
