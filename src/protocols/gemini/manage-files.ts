import { Failure } from '../../generation/failure.ts';
import { readPage } from '../../generation/read-page.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { fileResource, uploadId } from './file-resource.ts';

const mostPerPage = 100;

/** `GET …/files?pageSize=&pageToken=` */
export async function listFiles(input: RouteInput): Promise<WireAnswer> {
  const { limit, offset } = readPage(input.query, 10, mostPerPage);
  const uploads = await input.uploads.list({ limit: limit + 1, offset });
  const version = input.params.version ?? 'v1beta';
  const files = uploads.slice(0, limit).map((upload) => fileResource(upload, input.publicUrl, version));
  return jsonAnswer(200, {
    ...(files.length > 0 ? { files } : {}),
    ...(uploads.length > limit ? { nextPageToken: String(offset + limit) } : {}),
  });
}

/** `GET …/files/{id}` */
export async function getFile(input: RouteInput): Promise<WireAnswer> {
  const id = input.params.id ?? '';
  const upload = await input.uploads.find(uploadId(id));
  if (!upload) throw noSuchFile(id);
  return jsonAnswer(200, fileResource(upload, input.publicUrl, input.params.version ?? 'v1beta'));
}

/** `DELETE …/files/{id}` */
export async function deleteFile(input: RouteInput): Promise<WireAnswer> {
  const id = input.params.id ?? '';
  if (!(await input.uploads.remove(uploadId(id)))) throw noSuchFile(id);
  return jsonAnswer(200, {});
}

/** In Google's words: a file that is gone looks like one of somebody else. */
export const noSuchFile = (id: string) =>
  new Failure('permission_denied', {
    message: `You do not have permission to access the File ${id.slice(0, 64)} or it may not exist.`,
  });
