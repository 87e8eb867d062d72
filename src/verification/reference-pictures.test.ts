import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../lib/outbound.test.kit.ts';
import { createOutbound } from '../lib/outbound.ts';
import { rememberPictures } from './reference-pictures.ts';

test('pictures are uploaded once for all who ask, and anew after the gateway took none', async (context) => {
  let asked = 0;
  let isTaking = false;
  const origin = await serve(context, (request, response) => {
    asked += 1;
    request.resume().on('end', () => {
      const type = request.headers['content-type'];
      response.statusCode = isTaking ? 200 : 503;
      response.end(JSON.stringify(isTaking ? { url: `${origin}/uploads/${type}` } : { error: 'full' }));
    });
  });
  const outbound = createOutbound();
  context.after(() => outbound.close());
  const pictures = rememberPictures({ outbound, origin, headers: {} }, async (format) => Buffer.from(format));

  const both = await Promise.allSettled([pictures(), pictures()]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  await assert.rejects(pictures(), /could not be uploaded: 503/);
  assert.equal(asked, 6, 'three pictures for the two who asked at once, three for the next');
  isTaking = true;
  const [one, other] = await Promise.all([pictures(), pictures()]);
  assert.equal(one, other);
  assert.equal(one, await pictures());
  assert.equal(one.webp.url, `${origin}/uploads/image/webp`);
  assert.equal(asked, 9);
});
