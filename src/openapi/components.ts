const text = (description: string) => ({ description, schema: { type: 'string' } });

/** Answer headers, each explained once. */
export const headers = {
  'x-request-id': text('Names this request in logs and errors.'),
  'x-plantain-generation': text('Id of the generation; GET /v1/generations/{id} answers with its receipt.'),
  'x-plantain-channel': text('The channel that made the images.'),
  'x-plantain-cost-usd': text('What was charged, in dollars.'),
  'x-plantain-omitted': text(
    'What was asked for and not sent upstream, each with the reason; of many, how many more there are.',
  ),
  'idempotent-replayed': text('"true" when an earlier request with the same Idempotency-Key is told again.'),
  'retry-after': {
    description: 'Whole seconds to wait, 59 at most.',
    schema: { type: 'integer', minimum: 1, maximum: 59 },
  },
  'x-ratelimit-limit-requests': text('Requests per minute of this key.'),
  'x-ratelimit-remaining-requests': text('Requests left now.'),
};

const requestHeader = (name: string, description: string, schema: object) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema,
});

/** Request headers of everything that makes a generation. */
export const parameters = {
  'idempotency-key': requestHeader(
    'Idempotency-Key',
    'Repeated with the same body within 24 hours, the first answer is told again and nothing is charged twice.',
    { type: 'string', maxLength: 255 },
  ),
  'x-plantain-strategy': requestHeader('x-plantain-strategy', 'Which channels may be used.', {
    type: 'string',
    enum: ['auto', 'value', 'official'],
  }),
  'x-plantain-strict': requestHeader(
    'x-plantain-strict',
    '"true" refuses what cannot be done exactly as asked, instead of leaving it out.',
    { type: 'string', enum: ['true', 'false'] },
  ),
};

/** A key is taken wherever clients put it; the first valid one counts. */
export const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key: pt_live_… or pt_test_….' },
  googleHeader: { type: 'apiKey', in: 'header', name: 'x-goog-api-key' },
  googleQuery: { type: 'apiKey', in: 'query', name: 'key' },
  keyHeader: { type: 'apiKey', in: 'header', name: 'x-api-key' },
  azureHeader: { type: 'apiKey', in: 'header', name: 'api-key' },
  admin: { type: 'http', scheme: 'bearer', description: 'The operator token (PLANTAIN_ADMIN_TOKEN).' },
};

export const anyKey = [
  { bearer: [] },
  { googleHeader: [] },
  { googleQuery: [] },
  { keyHeader: [] },
  { azureHeader: [] },
];
