import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createHeaderReader } from '../../src/lib/image-header/header-reader.ts';
import { type Outpost, openOutpost, referenceLimitBytes } from '../../src/verification/outpost.ts';

describe('the outpost of the checks', () => {
  let outpost: Outpost;
  before(async () => {
    outpost = await openOutpost('127.0.0.1');
  });
  after(() => outpost.close());

  const post = (url: string, body: string) => fetch(url, { method: 'POST', body });

  it('gives out pictures of exactly 30 MiB, and of one byte more', async () => {
    for (const [file, sizeBytes] of [
      ['at-limit.png', referenceLimitBytes],
      ['over-limit.png', referenceLimitBytes + 1],
    ] as const) {
      const response = await fetch(`${outpost.origin}/${file}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      assert.equal(bytes.length, sizeBytes);
      const verdict = createHeaderReader().feed(bytes);
      assert.deepEqual(verdict?.ok && [verdict.header.format, verdict.header.width], ['png', 256]);
    }
  });

  it('takes a callback once, where one is waited for, and nothing anywhere else', async () => {
    const callback = outpost.expect();
    assert.equal((await post(callback.url, 'first')).status, 200);
    assert.equal((await post(callback.url, 'second')).status, 404);
    assert.equal((await callback.come(20_000))?.body, 'first');
    assert.equal((await post(`${outpost.origin}/callback/made-up`, 'x')).status, 404);
    const forgotten = outpost.expect();
    forgotten.forget();
    assert.equal((await post(forgotten.url, 'late')).status, 404);
    assert.equal(await forgotten.come(1), undefined);
  });

  it('reads no more than a megabyte of one', async () => {
    const callback = outpost.expect();
    const answer = await post(callback.url, 'x'.repeat(3_000_000)).then(
      ({ status }) => status,
      () => 'ended',
    );
    assert.ok(answer === 413 || answer === 'ended', String(answer));
    assert.equal(await callback.come(1), undefined);
    callback.forget();
  });
});
