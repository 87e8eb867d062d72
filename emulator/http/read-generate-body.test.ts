import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, at, messageOf, prompt } from '../testing/ask-emulator.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());

/** Streams a body of any length, so that the test itself does not hold it. */
function post(
  pieces: Iterable<Buffer>,
  headers: Record<string, string | number> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const url = `${emulator.url}/v1beta/models/gemini-3.1-flash-image:generateContent?key=k`;
    const outgoing = request(url, { method: 'POST', headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    (async () => {
      for (const piece of pieces) {
        if (!outgoing.write(piece)) await new Promise((drained) => outgoing.once('drain', drained));
      }
      outgoing.end();
    })().catch(reject);
  });
}

test('a body over 100 MB is refused with its limit, also while it is still being sent', async () => {
  function* large(): Generator<Buffer> {
    yield Buffer.from('{"contents":[{"parts":[{"text":"');
    for (let sent = 0; sent < 101; sent++) yield Buffer.alloc(1024 * 1024, 'a');
    yield Buffer.from('"}]}]}');
  }
  const { status, text } = await post(large());
  assert.equal(status, 400);
  assert.match(text, /Request payload size exceeds the limit: 104857600 bytes\./);
});

test('twelve pictures of 6 MB in one request leave no picture in memory', async () => {
  const side = 1450;
  const noise = sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } });
  const picture = Buffer.from((await noise.png({ compressionLevel: 0 }).toBuffer()).toString('base64'));
  assert.ok(picture.length > 8_000_000);
  function* body(): Generator<Buffer> {
    yield Buffer.from('{"contents":[{"parts":[{"text":"mix #emulate(size, width=64, height=64)"}');
    for (let count = 0; count < 12; count++) {
      yield Buffer.from(',{"inlineData":{"mimeType":"image/png","data":"');
      yield picture;
      yield Buffer.from('"}}');
    }
    yield Buffer.from(']}]}');
  }
  const held = async () => {
    // What native code still frees, and what finalizers free, takes some turns of the loop after a collection.
    for (let turn = 0; turn < 10; turn++) {
      collectGarbage();
      await new Promise((resume) => setTimeout(resume, 20));
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  await post(body());
  const before = await held();
  for (let round = 0; round < 2; round++) assert.equal((await post(body())).status, 200);
  const grown = (await held()) - before;
  assert.ok(grown < 60_000_000, `${grown} bytes more are held after 192 MB of pictures`);
});

test('a gzip body is read, a broken one refused', async () => {
  const body = gzipSync(JSON.stringify(prompt('a #emulate(block, SAFETY)')));
  assert.equal((await post([body], { 'content-encoding': 'gzip' })).status, 200);
  const broken = await post([Buffer.from('not gzip')], { 'content-encoding': 'gzip' });
  assert.equal(broken.status, 400);
});

test('requests are recorded without keys and with lengths for image data', async () => {
  const inlineData = { mimeType: 'image/png', data: 'AAAAAAAA' };
  const body = { contents: [{ parts: [{ text: 'hello' }, { inlineData }] }] };
  const answered = await ask(emulator, body, { headers: { authorization: 'Bearer secret' } });
  assert.match(String(messageOf(answered)), /^Unable to process input image/);
  const entry = emulator.requests.at(-1);
  assert.equal(entry?.status, 400);
  assert.equal(entry?.method, 'POST');
  assert.equal(at(entry?.body, 'contents.0.parts.1.inlineData.data'), '<base64 of 6 bytes>');
  assert.doesNotMatch(JSON.stringify(emulator.requests), /secret|test-key|key=k/);
});

test('no more requests are recorded than were asked for', async () => {
  const few = await startEmulator({ recorded: 3 });
  const none = await startEmulator({ recorded: 0 });
  try {
    for (let count = 0; count < 5; count++) {
      await ask(few, prompt(`${count} #emulate(block, SAFETY)`));
      await ask(none, prompt(`${count} #emulate(block, SAFETY)`));
    }
    const texts = few.requests.map(({ body }) => String(at(body, 'contents.0.parts.0.text')).slice(0, 1));
    assert.deepEqual(texts, ['2', '3', '4']);
    assert.equal(none.requests.length, 0);
  } finally {
    await Promise.all([few.close(), none.close()]);
  }
});
