import { z } from 'zod';
import { Failure } from '../../generation/failure.ts';
import { parseBody } from '../../generation/parse-body.ts';
import { queryText } from '../../generation/query-text.ts';
import type { OpenInput, RouteInput } from '../../generation/route-input.ts';
import { maxUploadBytes } from '../../generation/upload.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { fileResource } from './file-resource.ts';

const startBody = z.looseObject({
  file: z
    .looseObject({
      name: z.string().nullish(),
      displayName: z.string().max(512).nullish(),
      display_name: z.string().max(512).nullish(),
    })
    .nullish(),
});

const mediaTypes = ['image/png', 'image/jpeg', 'image/webp'] as const;
const smallBodyBytes = 65_536;

/**
 * Begins a resumable upload: the client declares type and size, and gets the address for its bytes. That address needs
 * no key, because applications send the bytes without one (n8n does).
 */
export async function startFileUpload(input: RouteInput): Promise<WireAnswer> {
  const { headers } = input;
  if (headers['x-goog-upload-protocol']?.toLowerCase() !== 'resumable') {
    throw refused('Files are taken by resumable upload alone: X-Goog-Upload-Protocol: resumable.');
  }
  const declared = headers['x-goog-upload-header-content-type']?.toLowerCase();
  const mediaType = mediaTypes.find((type) => type === declared);
  if (!mediaType) {
    throw refused(`X-Goog-Upload-Header-Content-Type must be one of ${mediaTypes.join(', ')}.`);
  }
  const sizeText = headers['x-goog-upload-header-content-length'] ?? '';
  if (!/^[1-9]\d{0,11}$/.test(sizeText)) {
    throw refused('X-Goog-Upload-Header-Content-Length must say how many bytes will come.');
  }
  // A body without a length comes in chunks.
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const body = hasBody ? await input.json(smallBodyBytes) : undefined;
  const { file } = parseBody(startBody, body ?? {});
  if (file?.name) {
    throw refused(
      'file.name: names are given here, and cannot be guessed. Leave it out, or send displayName.',
    );
  }
  const filename =
    file?.displayName ?? file?.display_name ?? headers['x-goog-upload-file-name']?.slice(0, 512);
  const { upload, token } = await input.uploads.reserve({
    mediaType,
    sizeBytes: Number(sizeText),
    ...(filename ? { filename } : {}),
  });
  const version = input.params.version ?? 'v1beta';
  const address = `${input.publicUrl}/upload/${version}/files/${upload.name}?upload_id=${token}&upload_protocol=resumable`;
  return jsonAnswer(
    200,
    {},
    {
      'cache-control': 'no-store',
      'x-goog-upload-url': address,
      'x-goog-upload-control-url': address,
      'x-goog-upload-chunk-granularity': '1',
      'x-goog-upload-status': 'active',
    },
  );
}

/** Takes the next bytes of an upload; the file when they were the last. */
export async function continueFileUpload(input: OpenInput): Promise<WireAnswer> {
  const commands = (input.headers['x-goog-upload-command'] ?? 'upload, finalize')
    .split(',')
    .map((command) => command.trim().toLowerCase());
  const known = ['upload', 'finalize', 'query'];
  const unknown = commands.find((command) => !known.includes(command));
  if (unknown !== undefined) {
    throw refused(`X-Goog-Upload-Command: ${unknown.slice(0, 40)} is not served; ${known.join(', ')} are.`);
  }
  const offsetText = input.headers['x-goog-upload-offset'] ?? '0';
  if (!/^\d{1,12}$/.test(offsetText)) throw refused('X-Goog-Upload-Offset must be a number of bytes.');
  const isQuery = commands.includes('query');
  const { upload, receivedBytes } = await input.fillUploadPiece(input.params.name ?? '', {
    token: queryText(input.query, 'upload_id') ?? '',
    offset: Number(offsetText),
    isLast: commands.includes('finalize'),
    ...(isQuery ? {} : { bytes: input.bytes(maxUploadBytes) }),
  });
  const isWhole = upload.state === 'kept';
  const headers = {
    'x-goog-upload-status': isWhole ? 'final' : 'active',
    'x-goog-upload-size-received': String(receivedBytes),
  };
  const version = input.params.version ?? 'v1beta';
  return jsonAnswer(200, isWhole ? { file: fileResource(upload, input.publicUrl, version) } : {}, headers);
}

const refused = (message: string) => new Failure('invalid_request', { message });
