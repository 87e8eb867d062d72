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

const countBody = z.looseObject({
  contents: contentBody.shape.contents.optional(),
  generateContentRequest: z.looseObject({}).optional(),
});

/** The methods of a model below one path. */
const callDocs = (models: string, place: string): RouteDocs[] => [
  {
    ...body,
    path: `${models}/{model}:generateContent`,
    summary: `Generate content, in one answer${place}`,
    answers: { 200: { description: "Google's own body.", schema: contentAnswer, name: 'ContentAnswer' } },
  },
  {
    ...body,
    path: `${models}/{model}:streamGenerateContent`,
    summary: `Generate content, in pieces${place}`,
    query: { alt: '`sse`: server-sent events; otherwise a JSON array of pieces.' },
    answers: { 200: { description: 'Pieces, in order.', mediaType: 'text/event-stream' } },
  },
  {
    body: countBody,
    bodyName: 'CountTokens',
    path: `${models}/{model}:countTokens`,
    summary: `Count the tokens of a request${place}`,
    answers: { 200: { description: 'The count of the upstream.', schema: z.looseObject({}) } },
  },
];

const vertexPlace = (version: string) => `, as Vertex AI does (${version})`;
const vertexVersions = ['v1beta1', 'v1'];

/** What `/openapi.json` says of Google's own API; the versions answer alike. */
export const modelCallDocs = ['v1beta', 'v1'].flatMap((version) => callDocs(`/${version}/models`, ''));

export const publisherCallDocs = vertexVersions.flatMap((version) =>
  callDocs(`/${version}/publishers/google/models`, vertexPlace(version)),
);

export const projectCallDocs = vertexVersions.flatMap((version) =>
  callDocs(
    `/${version}/projects/{project}/locations/{location}/publishers/google/models`,
    `${vertexPlace(version)}, with a project`,
  ),
);

export const publisherListDocs: readonly RouteDocs[] = vertexVersions.map((version) => ({
  path: `/${version}/publishers/google/models`,
  summary: `List models${vertexPlace(version)}`,
}));

export const publisherModelDocs: readonly RouteDocs[] = vertexVersions.map((version) => ({
  path: `/${version}/publishers/google/models/{model}`,
  summary: `Get a model${vertexPlace(version)}`,
}));

export const interactionsDocs: readonly RouteDocs[] = ['v1beta', 'v1'].map((version) => ({
  path: `/${version}/interactions`,
  summary: 'Not served: interactions',
  answers: { 404: { description: 'No conversation is kept here. Use `:generateContent`.' } },
}));
