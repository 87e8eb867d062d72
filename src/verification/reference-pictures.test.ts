import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../lib/outbound.test.kit.ts';
import { createOutbound } from '../lib/outbound.ts';
import { rememberPictures } from './reference-pictures.ts';

test('pictures are uploaded once for all who ask, and a failure is forgotten', async (context) => {
  let asked = 0;
  const origin = await serve(context, (request, response) => {
    asked += 1;
    request.resume().on('end', () => {
      response.end(JSON.stringify({ url: `${origin}/uploads/${request.headers['content-type']}` }));
    });
  });
  const outbound = createOutbound();
  context.after(() => outbound.close());
  let reads = 0;
  let isThere = false;
  const pictures = rememberPictures({ outbound, origin, headers: {} }, async (format) => {
    reads += 1;
    if (!isThere) throw new Error('no such file');
    return Buffer.from(format);
  });

  const both = await Promise.allSettled([pictures(), pictures()]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(reads, 3, 'one try for the two who asked at once');
  await assert.rejects(pictures(), /no such file/);
  assert.equal(reads, 6, 'and another for the next');
  isThere = true;
  const [one, other] = await Promise.all([pictures(), pictures()]);
  assert.equal(one, other);
  assert.equal(one, await pictures());
  assert.equal(one.webp.url, `${origin}/uploads/image/webp`);
  assert.deepEqual([reads, asked], [9, 3]);
});
