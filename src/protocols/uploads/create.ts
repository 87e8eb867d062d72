import { Failure } from '../../generation/failure.ts';
import { parseBody } from '../../generation/parse-body.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { maxUploadBytes } from '../../generation/upload.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { base64Body, formFields, presignBody, urlBody } from './schema.ts';
import { timeText, writeUpload } from './write.ts';

const smallBodyBytes = 65_536;
/** Base64 of the largest image, line breaks included, and the names around it. */
const base64BodyBytes = Math.ceil((maxUploadBytes * 4) / 3) + 1_048_576;

const formLimits = {
  bodyBytes: maxUploadBytes + smallBodyBytes,
  files: 1,
  fileBytes: maxUploadBytes,
  texts: 4,
  textBytes: 1_024,
};

/** A form with the image as `file`, or the image itself as the body. */
export async function uploadFile(input: RouteInput): Promise<WireAnswer> {
  const type = input.headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/i.test(type)) return uploadForm(input);
  if (!/^(image\/|application\/octet-stream\b)/i.test(type)) {
    throw new Failure('unsupported_media_type', {
      message:
        'Send a multipart/form-data form with the image as file, the image itself with its own content-type, or use /v1/files/uploads/base64, /url or /presign.',
    });
  }
  const upload = await input.uploads.keep(input.bytes(maxUploadBytes));
  return jsonAnswer(200, writeUpload(upload, input.publicUrl));
}

async function uploadForm(input: RouteInput): Promise<WireAnswer> {
  const entries = await input.form(formLimits);
  const file = entries.find((entry) => 'file' in entry && entry.name === 'file');
  const texts = entries.flatMap((entry) => ('text' in entry ? [[entry.name, entry.text]] : []));
  const others = entries.filter((entry) => 'file' in entry && entry !== file).map(({ name }) => [name, name]);
  const named = file && 'file' in file && file.file.fileName ? [['filename', file.file.fileName]] : [];
  const { filename } = parseBody(formFields, Object.fromEntries([...named, ...texts, ...others]));
  if (!file || !('file' in file)) {
    throw new Failure('invalid_request', { message: 'Missing required field: file', param: 'file' });
  }
  const upload = await withField('file', input.uploads.keepFile(file.file, filename));
  return jsonAnswer(200, writeUpload(upload, input.publicUrl));
}

export async function uploadBase64(input: RouteInput): Promise<WireAnswer> {
  const rules = [{ key: 'data', mode: 'base64' }] as const;
  const { skeleton, spools } = await input.scanned(rules, base64BodyBytes);
  const body = parseBody(base64Body, skeleton);
  const file = spools.find(({ placeholder }) => placeholder === body.data);
  if (!file) throw new Failure('invalid_request', { message: 'data is not Base64.', param: 'data' });
  const upload = await withField('data', input.uploads.keepFile(file, body.filename));
  return jsonAnswer(200, writeUpload(upload, input.publicUrl));
}

export async function uploadUrl(input: RouteInput): Promise<WireAnswer> {
  const body = parseBody(urlBody, await input.json(smallBodyBytes));
  const upload = await withField('url', input.uploads.keepUrl(body.url, body.filename));
  return jsonAnswer(200, writeUpload(upload, input.publicUrl));
}

export async function presign(input: RouteInput): Promise<WireAnswer> {
  const body = parseBody(presignBody, await input.json(smallBodyBytes));
  const { upload, token, fillUntilMs } = await withField(
    'size',
    input.uploads.reserve({
      mediaType: body.content_type,
      sizeBytes: body.size,
      ...(body.filename === undefined ? {} : { filename: body.filename }),
    }),
  );
  const written = writeUpload(upload, input.publicUrl);
  return jsonAnswer(
    200,
    {
      ...written,
      upload_url: `${written.url}?token=${token}`,
      method: 'PUT',
      headers: { 'Content-Type': upload.mediaType },
      upload_expires_at: timeText(fillUntilMs),
    },
    { 'cache-control': 'no-store' },
  );
}

/** What is wrong with the image names the field it came in. */
async function withField<Result>(param: string, work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => {
    if (!(error instanceof Failure) || error.param || error.code === 'rate_limited') throw error;
    const { code, message, internal, cause } = error;
    throw new Failure(code, { message, param, ...(internal === undefined ? {} : { internal }), cause });
  });
}
