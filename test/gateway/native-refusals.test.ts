import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface GoogleAnswer {
  readonly error: { readonly code: number; readonly status: string; readonly message: string };
}

const foreign = 'https://generativelanguage.googleapis.com/v1beta/files/abc123';
const withPart = (part: object) => ({ contents: [{ role: 'user', parts: [{ text: 'A fig' }, part] }] });

/** What a client can write into a native body, and what Google says to it. */
const refused = [
  {
    what: 'a file of somebody else',
    body: withPart({ fileData: { fileUri: foreign, mimeType: 'image/png' } }),
    status: 403,
    word: 'PERMISSION_DENIED',
    says: /^You do not have permission to access the File/,
  },
  {
    what: 'a name that sounds like a refused key',
    body: withPart({ text: 'x', 'API key': 1 }),
    status: 400,
    word: 'INVALID_ARGUMENT',
    says: /Unknown name "API key"/,
  },
  {
    what: 'something that is not there',
    body: { ...withPart({ text: '#emulate(status, code=404)' }), cachedContent: 'cachedContents/abc123' },
    status: 404,
    word: 'NOT_FOUND',
    says: /^Requested entity was not found/,
  },
];

describe('a native body that Google refuses', () => {
  let gateway: TestGateway;
  let otherKey: string;
  before(async () => {
    gateway = await startGateway();
    otherKey = (await gateway.app.keys.create({ mode: 'live', name: 'other' })).key;
  });
  after(() => gateway.close());

  for (const { what, body, status, word, says } of refused) {
    it(`with ${what} is told in Google’s words, and twenty of them keep nobody from their picture`, async () => {
      for (let number = 0; number < 20; number += 1) {
        const response = await gateway.post('/v1beta/models/nano-banana-2:generateContent', body);
        const { error } = (await response.json()) as GoogleAnswer;
        assert.deepEqual([response.status, error.code, error.status], [status, status, word], error.message);
        assert.match(error.message, says);
      }
      const picture = await gateway.post(
        '/v1/images/generations',
        { model: 'nano-banana-2', prompt: 'A fig' },
        { authorization: `Bearer ${otherKey}` },
      );
      assert.equal(picture.status, 200, await picture.text());
    });
  }

  it('that ends at its own maxOutputTokens is answered with Google’s 200, asked once, and keeps nobody from their picture', async () => {
    const asked = gateway.upstream.requests.length;
    for (let number = 0; number < 20; number += 1) {
      const response = await gateway.post('/v1beta/models/nano-banana-2:generateContent', {
        ...withPart({ text: '#emulate(max-tokens)' }),
        generationConfig: { maxOutputTokens: 20 },
      });
      const { candidates } = (await response.json()) as { candidates: { finishReason: string }[] };
      assert.deepEqual([response.status, candidates[0]?.finishReason], [200, 'MAX_TOKENS']);
    }
    assert.equal(gateway.upstream.requests.length - asked, 20);
    const picture = await gateway.post(
      '/v1/images/generations',
      { model: 'nano-banana-2', prompt: 'A fig' },
      { authorization: `Bearer ${otherKey}` },
    );
    assert.equal(picture.status, 200, await picture.text());
  });
});
