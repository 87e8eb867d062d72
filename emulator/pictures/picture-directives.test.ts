import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, at, partsOf, picturesOf, prompt } from '../testing/ask-emulator.ts';

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());

const small = '#emulate(size, width=300, height=200)';

async function answer(directives: string, model = 'gemini-3.1-flash-image'): Promise<unknown> {
  const answered = await ask(emulator, prompt(`a fox ${directives}`), { model });
  assert.equal(answered.status, 200, answered.text.slice(0, 300));
  return answered.json();
}

test('bytes: a padded PNG or JPEG is at least as large as asked and every pixel is that of the plain one', async () => {
  for (const model of ['gemini-2.5-flash-image', 'gemini-3.1-flash-image']) {
    const [plain] = picturesOf(await answer(small, model));
    const [padded] = picturesOf(await answer(`${small} #emulate(bytes, min=3_000_000)`, model));
    assert.ok(plain && padded);
    assert.ok(padded.length >= 3_000_000 && padded.length < 3_100_000, `${padded.length} bytes`);
    const strict = { failOn: 'warning' } as const;
    const pixels = await sharp(padded, strict).raw().toBuffer();
    assert.ok(pixels.equals(await sharp(plain, strict).raw().toBuffer()));
  }
});

test('bytes: a minimum below the size of the picture changes nothing', async () => {
  const [plain] = picturesOf(await answer(small));
  const [asked] = picturesOf(await answer(`${small} #emulate(bytes, min=10)`));
  assert.ok(plain?.equals(asked!));
});

test('size and format change pixels and file type, and the mimeType follows', async () => {
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    const body = await answer(`#emulate(size, width=123, height=45) #emulate(format, ${format})`);
    const metadata = await sharp(picturesOf(body)[0]).metadata();
    assert.deepEqual([metadata.width, metadata.height, metadata.format], [123, 45, format]);
    assert.equal(at(partsOf(body)[0], 'inlineData.mimeType'), `image/${format}`);
  }
});

test('mime-lies declares another type than the bytes have', async () => {
  const body = await answer(`${small} #emulate(mime-lies)`);
  assert.equal(at(partsOf(body)[0], 'inlineData.mimeType'), 'image/png');
  assert.equal((await sharp(picturesOf(body)[0]).metadata()).format, 'jpeg');
});

test('relay: markdown-data is a data URI in a text part', async () => {
  const body = await answer(`${small} #emulate(relay, shape=markdown-data)`);
  assert.deepEqual(partsOf(body).map(Object.keys), [['text']]);
  const match = /^!\[image\]\(data:image\/jpeg;base64,([\w+/]+=*)\)$/.exec(String(partsOf(body)[0]?.text));
  assert.ok(match);
  assert.equal((await sharp(Buffer.from(match[1]!, 'base64')).metadata()).width, 300);
});

test('relay: markdown-url is an address at which the emulator serves the picture', async () => {
  const body = await answer(`${small} #emulate(relay, shape=markdown-url) #emulate(bytes, min=500000)`);
  const url = /^!\[Image\]\((http:[^)]+)\)$/.exec(String(partsOf(body)[0]?.text))?.[1];
  assert.ok(url);
  assert.ok(url.startsWith(emulator.url));
  const response = await fetch(url);
  assert.equal(response.headers.get('content-type'), 'image/jpeg');
  const file = Buffer.from(await response.arrayBuffer());
  assert.equal(file.length, Number(response.headers.get('content-length')));
  assert.ok(file.length >= 500_000);
  assert.equal((await sharp(file).metadata()).height, 200);
  assert.equal((await fetch(`${emulator.url}/emulator/pictures/none.png`)).status, 404);
});

test('relay: inline is inlineData alone', async () => {
  const body = await answer(`${small} #emulate(relay, shape=inline)`);
  assert.deepEqual(partsOf(body).map(Object.keys), [['inlineData']]);
});
