import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startEmulator } from '../start-emulator.ts';
import { ask, picturesOf, prompt } from '../testing/ask-emulator.ts';
import { ByteCache } from './byte-cache.ts';
import { createGallery } from './gallery.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import type { PictureOrder } from './picture-order.ts';

const order = (words: string): PictureOrder => ({
  prompt: words,
  width: 64,
  height: 64,
  format: 'jpeg',
  caption: 'caption',
  references: [],
  seed: '',
});

test('no more pictures are drawn at one time than the limit, however many are asked for', async () => {
  const emulator = await startEmulator({ drawings: 2 });
  try {
    const size = '#emulate(size, width=64, height=64)';
    const all = Array.from({ length: 12 }, (_, index) => ask(emulator, prompt(`${index} ${size}`)));
    assert.ok((await Promise.all(all)).every(({ status }) => status === 200));
    const { drawn, peakDrawings } = emulator.statistics();
    assert.equal(drawn, 12);
    assert.equal(peakDrawings, 2);
  } finally {
    await emulator.close();
  }
});

test('an order is drawn once, also when it is asked for many times at once', async () => {
  const gallery = createGallery(2);
  const pictures = await Promise.all(Array.from({ length: 8 }, () => gallery.picture(order('fox'))));
  await gallery.picture(order('fox'));
  assert.equal(gallery.statistics().drawn, 1);
  assert.equal(new Set(pictures.map(({ sizeBytes }) => sizeBytes)).size, 1);
});

test('another seed, caption, size or reference gives another picture', async () => {
  const gallery = createGallery(2);
  const orders: PictureOrder[] = [
    order('fox'),
    { ...order('fox'), seed: 'other' },
    { ...order('fox'), caption: 'other' },
    { ...order('fox'), width: 65 },
    { ...order('fox'), references: [{ label: 'a' }] },
  ];
  for (const one of orders) await gallery.picture(one);
  assert.equal(gallery.statistics().drawn, orders.length);
});

test('two emulators with the same seed answer with the same bytes, with another seed with others', async () => {
  const emulators = await Promise.all(['a', 'a', 'b'].map((seed) => startEmulator({ seed })));
  const files = await Promise.all(
    emulators.map(
      async (emulator) =>
        picturesOf((await ask(emulator, prompt('a fox #emulate(size, width=200, height=200)'))).json())[0]!,
    ),
  );
  await Promise.all(emulators.map((emulator) => emulator.close()));
  assert.ok(files[0]!.equals(files[1]!));
  assert.ok(!files[0]!.equals(files[2]!));
});

test('a failed work gives its place on', async () => {
  const limited = limitConcurrency(1);
  const failing = limited(() => Promise.reject(new Error('no')));
  const next = limited(() => Promise.resolve('yes'));
  await assert.rejects(failing, /no/);
  assert.equal(await next, 'yes');
  assert.equal(limited.peak(), 1);
});

test('the cache forgets the least recently used values and never holds more than its capacity', () => {
  const cache = new ByteCache<string>(100);
  cache.set('a', 'A', 40);
  cache.set('b', 'B', 40);
  cache.get('a');
  cache.set('c', 'C', 40);
  assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], ['A', undefined, 'C']);
  assert.equal(cache.sizeBytes, 80);
  cache.set('huge', 'H', 101);
  assert.equal(cache.get('huge'), undefined);
  assert.equal(cache.sizeBytes, 80);
});
