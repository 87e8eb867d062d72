import { z } from 'zod';
import type { RouteDocs } from '../generation/route-docs.ts';

const text = (description: string, mediaType: string) => ({ description, mediaType });

const page = (summary: string, mediaType: string): RouteDocs => ({
  summary,
  answers: { 200: text('The page.', mediaType) },
});

/** An OpenAI error object. */
const error = (description: string) => text(description, 'application/json');

const notNow = error('The archive is away, or too many download now; `Retry-After` says when to come again.');

/** Routes beside the contracts, by mounted path, or by method and path where its methods differ. They take no key. */
export const plainRoutes: Readonly<Record<string, RouteDocs>> = {
  '/task-artifacts/*': {
    summary: 'Fetch an image',
    description:
      'No key asked: the name cannot be guessed. Where the operator has links signed, `expires` and `signature` are part of them. Ranges and If-None-Match are understood.',
    answers: {
      200: text('The image.', 'image/*'),
      206: text('The part asked for.', 'image/*'),
      304: { description: 'Not changed.', mediaType: 'none' },
      403: text(
        'The link has no valid signature, or its time is over; ask again for its generation.',
        'text/plain',
      ),
      404: text('There is no such image.', 'text/plain'),
      410: text('The image has expired or was deleted.', 'text/plain'),
      416: { description: 'The range lies outside the image.', mediaType: 'none' },
      503: notNow,
    },
  },
  '/uploads/:name': {
    summary: 'Fetch an upload',
    description: 'No key asked: the name cannot be guessed. Ranges and If-None-Match are understood.',
    answers: {
      200: text('The image.', 'image/*'),
      206: text('The part asked for.', 'image/*'),
      304: { description: 'Not changed.', mediaType: 'none' },
      404: text('There is no such upload.', 'text/plain'),
      410: text('The upload has expired.', 'text/plain'),
      416: text('The range lies outside the image.', 'text/plain'),
      503: notNow,
    },
  },
  'PUT /uploads/:name': {
    summary: 'PUT the bytes of an upload',
    description: 'No key asked: the URL is that of a presign answer, with its `token`, and is good once.',
    query: { token: 'As the presign answer has it.' },
    answers: {
      200: { description: 'The bytes are kept.', mediaType: 'none' },
      400: error('The bytes are not what was announced, or no picture.'),
      404: error('The URL is not valid, was used already or has expired.'),
      413: error('The file is too large.'),
      429: error('The uploads of the key hold as much as they may.'),
      503: error('Too many uploads are on their way, or they cannot be kept now.'),
    },
  },
  '/healthz': {
    summary: 'Does the process run?',
    answers: { 200: { description: 'It runs.', schema: z.object({ status: z.literal('ok') }) } },
  },
  '/readyz': {
    summary: 'Can it take work?',
    answers: {
      200: { description: 'It can.', schema: z.object({ status: z.literal('ready') }) },
      503: {
        description: 'It cannot.',
        schema: z.object({
          status: z.enum(['draining', 'unavailable']),
          failing: z.array(z.string()).optional(),
        }),
      },
    },
  },
  '/metrics': {
    summary: 'Metrics for Prometheus',
    answers: { 200: text('Metrics in the exposition format.', 'text/plain') },
  },
  '/docs': page('The documentation, made from the capability table', 'text/html'),
  '/docs.md': page('The same as Markdown', 'text/markdown'),
  '/docs/*': {
    summary: 'A page of the documentation; with .md at the end as Markdown',
    answers: {
      200: { ...text('The page.', 'text/html'), alsoMediaTypes: ['text/markdown'] },
      404: { ...text('There is no such page.', 'text/html'), alsoMediaTypes: ['text/plain'] },
    },
  },
  '/docs/assets/*': {
    summary: 'Style, script and pictures of the documentation',
    answers: {
      200: text('The file.', '*/*'),
      404: text('There is no such file.', 'text/plain'),
    },
  },
  '/pricing': {
    summary: 'The price list as a page',
    answers: { 302: { description: 'It is at /docs/pricing.', mediaType: 'none' } },
  },
  '/llms.txt': page('An index of the documentation for language models', 'text/plain'),
  '/llms-full.txt': page('The whole documentation as Markdown', 'text/plain'),
  '/openapi.json': {
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) } },
  },
};
