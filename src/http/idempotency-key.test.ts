import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
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

it('the hash of a native request is the same whether the image of a turn or its signature comes first', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-hash-'));
  const spoolOf = async (key: string, text: string, run: number) => {
    const file = path.join(folder, `${key}-${run}`);
    await writeFile(file, text);
    return { placeholder: `{capture ${run} ${key}}`, key, path: file, sizeBytes: text.length };
  };
  const hashOf = async (run: number, isTurned: boolean, word = 'c2ln') => {
    const image = await spoolOf('data', 'aW1hZ2U=', run);
    const signature = await spoolOf('thoughtSignature', word, run);
    const members = [
      ['inlineData', { data: image.placeholder }],
      ['thoughtSignature', signature.placeholder],
    ];
    const part = Object.fromEntries(isTurned ? members.toReversed() : members);
    const spools = isTurned ? [signature, image] : [image, signature];
    const native = { skeleton: { contents: [{ parts: [part] }] }, spools, answer: 'once' as const };
    return hashRequest({ ...plainRequest('nano-banana-2', 'a pear'), native }, {});
  };
  try {
    const hash = await hashOf(1, false);
    assert.equal(await hashOf(2, true), hash);
    assert.notEqual(await hashOf(3, false, 'b3RoZXI='), hash);
  } finally {
    await rm(folder, { recursive: true });
  }
});
