import type { RouteDocs } from '../../generation/route-docs.ts';
import { base64Body, presignAnswer, presignBody, removedAnswer, uploadAnswer, urlBody } from './schema.ts';

const kept = { 200: { description: 'It is kept for 48 hours.', schema: uploadAnswer, name: 'Upload' } };

/** What `/openapi.json` says of these routes. */
export const docs = {
  bytes: {
    summary: 'Upload an image to use as a reference',
    description:
      'PNG, JPEG, WebP or still GIF as `file` of a form or as the body itself, up to 20 MiB; a key may upload 200 MiB in 24 hours, all keys of an account and mode together 2 GiB. Its URL can stand wherever a reference image can. A GIF is kept as a PNG: `mime_type` and `size` are what is kept.',
    bodyMediaTypes: [
      'multipart/form-data',
      'image/png',
      'image/jpeg',
      'image/webp',
      'image/gif',
      'application/octet-stream',
    ],
    answers: kept,
  },
  base64: {
    summary: 'Upload an image as Base64',
    description: '`data` is a data URI or bare Base64.',
    body: base64Body,
    bodyName: 'UploadBase64',
    answers: kept,
  },
  url: {
    summary: 'Upload an image from a URL',
    description: 'It is fetched once, now.',
    body: urlBody,
    bodyName: 'UploadUrl',
    answers: kept,
  },
  presign: {
    summary: 'Get a URL to PUT an image to',
    description:
      'PUT the bytes within 15 minutes, with the type and size announced; no key is needed then. Of a GIF, `mime_type` and `size` are those announced until it is there.',
    body: presignBody,
    bodyName: 'UploadPresign',
    answers: { 200: { description: 'Where to put it.', schema: presignAnswer, name: 'PresignedUpload' } },
  },
  get: {
    summary: 'An upload',
    answers: { 200: { description: 'It is there.', schema: uploadAnswer, name: 'Upload' } },
  },
  remove: {
    summary: 'Delete an upload',
    answers: { 200: { description: 'It is gone.', schema: removedAnswer } },
  },
} satisfies Record<string, RouteDocs>;
