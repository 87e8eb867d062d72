import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plainRequest } from '../generation/plain-request.ts';
import { hashRequest } from './idempotency-key.ts';

const style = { parameter: 'style', reason: 'these models do not have it' };
const quality = { parameter: 'quality', reason: 'these models do not have it' };

it('the hash of a request is the same in whatever order its members came, those that are omitted, too', async () => {
  const plain = plainRequest('nano-banana-2', 'a pear');
  const request = { ...plain, omitted: [style, quality] };
  const turned = { ...Object.fromEntries(Object.entries(plain).reverse()), omitted: [quality, style] };
  const hash = await hashRequest(request, { a: 1, b: 2 });
  assert.equal(await hashRequest(turned as typeof request, { b: 2, a: 1 }), hash);
  for (const other of [
    { ...request, omitted: [style] },
    { ...request, prompt: 'another' },
  ])
    assert.notEqual(await hashRequest(other, { a: 1, b: 2 }), hash);
});
