import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { askedAt } from '../../src/generation/asked-at.ts';
import type { Protocol } from '../../src/generation/protocol.ts';
import { discover } from '../../src/lib/discover.ts';

const folder = fileURLToPath(new URL('../../src/protocols', import.meta.url));
const protocols = await discover<Protocol>(folder, 'folders');

const asked = {
  requestedModel: 'a$&model',
  kind: 'sync-image',
  answer: 'once',
  choice: { event: 'image_edit' },
} as const;

/** What a router makes of a path's pattern, as far as ours go. */
const matches = (pattern: string, path: string) =>
  new RegExp(
    `^${pattern.replace(/:\w+(?:\(\^?(.+?)\$?\))?(?=\/|$)/g, (_, own = '[^/]+') => own).replace('*', '.+')}$`,
  ).test(path);

describe('the path in the account’s log', () => {
  for (const protocol of protocols) {
    const takers = protocol.routes.filter((route) =>
      route.action === 'answer' ? route.enqueues : route.action !== 'open',
    );
    if (takers.length === 0) {
      it(`is none for ${protocol.name}, where nothing is asked for`, () => {
        assert.equal(askedAt(protocol, asked), undefined);
      });
    } else {
      it(`is one of ${protocol.name} that takes requests, with the model in its place`, () => {
        const path = askedAt(protocol, asked) ?? '';
        assert.ok(
          takers.some((route) => route.method === 'POST' && matches(route.path, path)),
          path,
        );
        assert.ok(!path.includes(':model'), path);
      });
    }
  }

  it('is that of edits, batches and streams for what was asked for so', () => {
    const of = (name: string, more: object) => {
      const protocol = protocols.find((one) => one.name === name);
      return protocol && askedAt(protocol, { ...asked, ...more });
    };
    assert.equal(of('openai-images', {}), '/v1/images/edits');
    assert.equal(of('openai-images', { choice: {} }), '/v1/images/generations');
    assert.equal(of('gemini', {}), '/v1beta/models/a$&model:generateContent');
    assert.equal(of('gemini', { answer: 'array' }), '/v1beta/models/a$&model:streamGenerateContent');
    assert.equal(of('gemini', { kind: 'async-image' }), '/v1beta/models/a$&model:batchGenerateContent');
    assert.equal(of('generate-task', {}), '/api/v1/generateTask/a$&model');
  });
});
