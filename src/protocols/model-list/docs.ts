import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';

const badRoute = z.object({ endpoint: z.string(), contract: z.string(), messages: z.array(z.string()) });
const route = z.object({
  endpoint: z.string().describe('The call that the newest checks speak for.'),
  contract: z.string(),
  checked_at: z.iso.datetime(),
  sandbox: z.boolean().describe('Checked against the sandbox only.'),
  not_recommended: z.array(badRoute).describe('Calls whose newest checks fail, with what they said.'),
});

const promise = z.object({
  feature: z.string(),
  values: z.array(z.string()).describe('As they are sent; counts of references as ranges.'),
  contracts: z.array(z.string()),
  status: z.string().describe('Beta, Failing or Verified (sandbox).'),
});

const openaiModel = z.looseObject({
  id: z.string(),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string(),
  supported_endpoint_types: z.array(z.string()),
  recommended_route: route.nullable().describe('Null while no check speaks for a route.'),
  unverified: z
    .array(promise)
    .describe('What is accepted and not proven by a check of at most seven days ago.'),
});

const geminiModel = z.looseObject({
  name: z.string(),
  displayName: z.string(),
  supportedGenerationMethods: z.array(z.string()),
});

const models = z.looseObject({
  object: z.literal('list'),
  data: z.array(openaiModel).describe('For OpenAI clients.'),
  models: z.array(geminiModel).describe("For Google's."),
  nextPageToken: z.string().optional(),
});

/** What `/openapi.json` says of the lists of models. */
export const listDocs: RouteDocs = {
  summary: 'Models this key may use',
  query: { pageSize: 'Entries of `models`, up to 1000.', pageToken: '`nextPageToken` of the page before.' },
  answers: { 200: { description: 'The models.', schema: models, name: 'ModelList' } },
};

const openrouterModel = openaiModel.extend({
  name: z.string(),
  pricing: z
    .looseObject({ request: z.string().optional() })
    .describe(
      'Dollars: a request is a picture of 1K, absent where none can be bought; nothing is charged by the token.',
    ),
  context_length: z.int().nullable().describe('Null where nothing is documented.'),
});

export const openrouterListDocs: RouteDocs = {
  summary: "Models this key may use, with what OpenRouter's clients read of them",
  answers: {
    200: {
      description: 'The models.',
      schema: z.looseObject({ data: z.array(openrouterModel), total_count: z.int() }),
      name: 'OpenrouterModelList',
    },
  },
};

export const modelDocs = (path: string): RouteDocs => ({
  path: `${path}/{model}`,
  summary: 'One model',
  answers: {
    200: { description: 'The model.', schema: z.intersection(openaiModel, geminiModel), name: 'Model' },
  },
});
