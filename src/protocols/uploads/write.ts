import type { Upload } from '../../generation/upload.ts';

export const writeUpload = (upload: Upload, publicUrl: string) => ({
  id: upload.id,
  url: `${publicUrl}/uploads/${upload.name}`,
  mime_type: upload.mediaType,
  size: upload.sizeBytes,
  expires_at: timeText(upload.expiresAtMs),
  ...(upload.filename === undefined ? {} : { filename: upload.filename }),
});

/** `2026-06-09T04:41:35Z` */
export const timeText = (atMs: number): string =>
  `${new Date(Math.floor(atMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
