import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const model = 'nano-banana-2';
const prompt = 'A fig';
const messages = [{ role: 'user', content: prompt }];
const call = (name: string, tool: object) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: tool },
});
const image_urls = 'https://example.com/a.png';

/** One wrong body for each contract and each way to be wrong, and what is said of it. */
const cases: readonly (readonly [string, object, string])[] = [
  ['/v1/images/generations', { model, prompt, stream: 'true' }, 'stream must be a boolean'],
  [
    '/v1/images/generations',
    { model, prompt, image_input: 5 },
    'image_input must be a string, an object or an array',
  ],
  [
    '/v1/images/generations',
    { model, prompt, response_format: 'hex' },
    'response_format must be one of url, b64_json',
  ],
  [
    '/v1/chat/completions',
    { model, messages: [{ role: 'user', content: [{ type: 'text' }] }] },
    'Missing required field: messages[0].content[0].text',
  ],
  [
    '/v1/chat/completions',
    { model, messages, output_compression: 101 },
    'output_compression must be at most 100',
  ],
  [
    '/v1/chat/completions',
    { model, messages: [{ role: 'tool', content: prompt }] },
    'messages[0].role must be one of system, developer, user, assistant',
  ],
  ['/api/v1/images', { model, prompt, output_compression: -1 }, 'output_compression must be at least 0'],
  [
    `/api/v1/generateTask/${model}`,
    { input: { mode: 'image-to-image', prompt, image_urls } },
    'input.image_urls must be an array',
  ],
  [
    `/api/v1/generateTask/${model}`,
    { input: { mode: 'text-to-image' } },
    'Missing required field: input.prompt',
  ],
  [
    '/model/v1/generation',
    { model, input: [{ params: { prompt, foo: 1 } }] },
    'Unknown field: input[0].params.foo',
  ],
  ['/v1/generations', { model, prompt, foo: 1 }, 'Unknown field: foo'],
  ['/v1/generations', { model, prompt, count: 11 }, 'count must be at most 10'],
  ['/v1/generations', { model }, 'Missing required field: prompt'],
  ['/v1/generations/quote', { model, resolution: 2 }, 'resolution must be a string'],
  ['/v1/generations', { model, prompt: null }, 'prompt must be a string, not null'],
  [`/model/v1/queue/${model}`, { prompt, resolution: 5 }, 'resolution must be a string'],
  ['/v1/files/uploads/presign', { content_type: 'image/png', size: 0 }, 'size must be at least 1'],
  ['/api/token/', { id: 0 }, 'Missing required field: name'],
  ['/v1/callbacks/secrets', { grace_seconds: -1 }, 'grace_seconds must be at least 0'],
  ['/mcp', call('generate_image', { prompt, count: 0 }), 'count must be at least 1'],
  ['/mcp', call('edit_image', { prompt, images: [] }), 'images must have at least 1 item'],
  ['/mcp', call('list_models', { foo: 1 }), 'Unknown field: foo'],
];

describe('a body that does not fit its contract', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  for (const [path, body, says] of cases) {
    it(`is told on ${path}: ${says}`, async () => {
      const response = await gateway.post(path, body);
      const answer = await response.text();
      assert.ok(answer.includes(`"${says}`), answer);
    });
  }

  it('names the field of a generation by the problem’s param', async () => {
    const response = await gateway.post('/v1/generations', { model, prompt, references: ['a', 5] });
    const { param, detail } = (await response.json()) as { param: string; detail: string };
    assert.deepEqual([response.status, param], [400, 'references[1]']);
    assert.equal(detail, 'references[1] must be a string');
  });
});
