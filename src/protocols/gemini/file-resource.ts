import type { Upload } from '../../generation/upload.ts';

/** Google's names of files have no underscore, and its SDKs cut a URI at one: `files/` and our id without its prefix. */
const fileNumber = (upload: Pick<Upload, 'id'>): string => upload.id.replace(/^file_/, '');

export const uploadId = (fileNumber: string): string => `file_${fileNumber}`;

/** An upload as a file of Google's Files API. */
export function fileResource(upload: Upload, publicUrl: string, version: string) {
  const createTime = timeText(upload.createdAtMs);
  return {
    name: `files/${fileNumber(upload)}`,
    ...(upload.filename === undefined ? {} : { displayName: upload.filename }),
    mimeType: upload.mediaType,
    sizeBytes: String(upload.sizeBytes),
    createTime,
    updateTime: createTime,
    expirationTime: timeText(upload.expiresAtMs),
    uri: `${publicUrl}/${version}/files/${fileNumber(upload)}`,
    state: upload.state === 'kept' ? 'ACTIVE' : 'PROCESSING',
    source: 'UPLOADED',
  };
}

/** Google's way to write a moment, such as `2026-11-21T10:00:00.000Z`. */
export const timeText = (atMs: number): string => new Date(atMs).toISOString();
