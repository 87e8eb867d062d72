import { z } from 'zod';
import { optional } from '../../generation/optional.ts';

/** Also kept in a row, so no text a database refuses. */
const filename = optional(
  z
    .string()
    .max(255)
    .refine((name) => name.isWellFormed() && !name.includes('\u0000'), 'is not well-formed text'),
);
const purpose = optional(z.literal('model_input', "must be 'model_input'"));

/** What may stand beside `file` in the form of `POST /v1/files/uploads`. */
export const formFields = z.strictObject({ filename, purpose });

/** `POST /v1/files/uploads/base64`: a data URI or bare Base64 (contracts §1.8). */
export const base64Body = z.strictObject({ data: z.string().min(1), filename, purpose });

/** `POST /v1/files/uploads/url` */
export const urlBody = z.strictObject({
  url: z.string().regex(/^https?:\/\//i, 'must be a public http(s) URL'),
  filename,
  purpose,
});

/** `POST /v1/files/uploads/presign` */
export const presignBody = z.strictObject({
  filename,
  content_type: z.enum(
    ['image/png', 'image/jpeg', 'image/webp', 'image/gif'],
    'must be image/png, image/jpeg, image/webp or image/gif',
  ),
  size: z.int().min(1),
  purpose,
});

export const uploadAnswer = z.object({
  id: z.string(),
  url: z.url(),
  mime_type: z.string(),
  size: z.int(),
  expires_at: z.iso.datetime(),
  filename: z.string().optional(),
  status: z.enum(['awaited', 'kept']).optional(),
});

export const presignAnswer = uploadAnswer.extend({
  upload_url: z.url(),
  method: z.literal('PUT'),
  headers: z.record(z.string(), z.string()),
  upload_expires_at: z.iso.datetime(),
});

export const removedAnswer = z.object({ id: z.string(), deleted: z.literal(true) });
