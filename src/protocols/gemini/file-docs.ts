import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';

const file = z.object({
  name: z.string().describe('`files/{id}`.'),
  displayName: z.string().optional(),
  mimeType: z.string(),
  sizeBytes: z.string(),
  createTime: z.string(),
  updateTime: z.string(),
  expirationTime: z.string().describe('48 hours after it was begun.'),
  uri: z.string().describe('For `fileData.fileUri` of generateContent.'),
  state: z.enum(['PROCESSING', 'ACTIVE']),
  source: z.literal('UPLOADED'),
});

const versions = ['v1beta', 'v1'];
const docs = (path: string, rest: Omit<RouteDocs, 'path'>): readonly RouteDocs[] =>
  versions.map((version) => ({ ...rest, path: path.replace('{version}', version) }));

/** What `/openapi.json` says of Google's Files API, which keeps temporary uploads. */
export const startUploadDocs = docs('/upload/{version}/files', {
  summary: 'Begin a resumable upload of a picture',
  description:
    'Headers: `X-Goog-Upload-Protocol: resumable`, `X-Goog-Upload-Command: start`, `X-Goog-Upload-Header-Content-Length`, `X-Goog-Upload-Header-Content-Type` (PNG, JPEG or WebP, at most 20 MiB). `x-goog-upload-url` of the answer takes the bytes.',
  body: z.looseObject({ file: z.looseObject({ displayName: z.string().optional() }).optional() }),
  bodyName: 'FileUpload',
});

export const uploadDocs = docs('/upload/{version}/files/{name}', {
  summary: 'Send the bytes of an upload',
  description: 'No key asked: the address holds a token. `X-Goog-Upload-Command`: upload, finalize or query.',
  answers: {
    200: { description: 'The file, after the last bytes.', schema: z.object({ file: file.optional() }) },
  },
});

export const filesDocs = docs('/{version}/files', {
  summary: 'List files',
  query: { pageSize: 'Up to 100; default 10.', pageToken: '`nextPageToken` of the page before.' },
  answers: {
    200: {
      description: 'Newest first.',
      schema: z.object({ files: z.array(file).optional(), nextPageToken: z.string().optional() }),
      name: 'FileList',
    },
  },
});

export const fileDocs = docs('/{version}/files/{id}', {
  summary: 'Get a file',
  answers: { 200: { description: 'The file.', schema: file, name: 'File' } },
});

export const removeFileDocs = docs('/{version}/files/{id}', {
  summary: 'Delete a file',
  answers: { 200: { description: 'It is gone.', schema: z.object({}) } },
});
