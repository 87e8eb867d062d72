import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';

/** The names a client needs; everything else Google documents is passed on as sent. */
const contentBody = z.looseObject({
  contents: z.array(
    z.looseObject({
      role: z.string().optional(),
      parts: z.array(
        z.looseObject({
          text: z.string().optional(),
          inlineData: z.looseObject({ mimeType: z.string(), data: z.string() }).optional(),
        }),
      ),
    }),
  ),
  generationConfig: z
    .looseObject({
      responseModalities: z.array(z.string()).optional(),
      imageConfig: z
        .looseObject({ aspectRatio: z.string().optional(), imageSize: z.string().optional() })
        .optional(),
    })
    .optional(),
});

const contentAnswer = z.looseObject({
  candidates: z.array(z.looseObject({})).optional(),
  usageMetadata: z.looseObject({}).optional(),
});

const body = { body: contentBody, bodyName: 'GenerateContent' };

/** What `/openapi.json` says of Google's own API; both versions answer alike. */
export const generateContentDocs: readonly RouteDocs[] = ['v1beta', 'v1'].flatMap((version) => [
  {
    ...body,
    path: `/${version}/models/{model}:generateContent`,
    summary: 'Generate content, in one answer',
    answers: { 200: { description: "Google's own body.", schema: contentAnswer, name: 'ContentAnswer' } },
  },
  {
    ...body,
    path: `/${version}/models/{model}:streamGenerateContent`,
    summary: 'Generate content, in pieces',
    query: { alt: '`sse`: server-sent events; otherwise a JSON array of pieces.' },
    answers: { 200: { description: 'Pieces, in order.', mediaType: 'text/event-stream' } },
  },
]);
