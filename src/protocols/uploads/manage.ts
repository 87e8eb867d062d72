import { Failure } from '../../generation/failure.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { writeUpload } from './write.ts';

export async function getUpload(input: RouteInput): Promise<WireAnswer> {
  const upload = await input.uploads.find(input.params.id ?? '');
  if (!upload) throw notThere();
  const answer = { ...writeUpload(upload, input.publicUrl), status: upload.state };
  return jsonAnswer(200, answer, { 'cache-control': 'no-store' });
}

export async function removeUpload(input: RouteInput): Promise<WireAnswer> {
  const id = input.params.id ?? '';
  if (!(await input.uploads.remove(id))) throw notThere();
  return jsonAnswer(200, { id, deleted: true });
}

/** The same for an upload that never was, is over, or belongs to somebody else. */
const notThere = () => new Failure('not_found', { message: 'There is no such upload.' });
