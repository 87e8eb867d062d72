import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, prompt } from '../testing/ask-emulator.ts';

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());

async function statuses(text: string, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let request = 0; request < count; request++) {
    seen.push((await ask(emulator, prompt(`${text} #emulate(size, width=8, height=8)`))).status);
  }
  return seen;
}

test('times applies a directive to the first requests with the same prompt', async () => {
  assert.deepEqual(await statuses('one #emulate(status, code=503, times=2)', 4), [503, 503, 200, 200]);
  assert.deepEqual(await statuses('another #emulate(status, code=503, times=2)', 1), [503]);
});

test('nth applies a directive to one request, and directives of a prompt share the count', async () => {
  const text = 'two #emulate(status, code=500, nth=1) #emulate(status, code=429, nth=3)';
  assert.deepEqual(await statuses(text, 4), [500, 200, 429, 200]);
});

test('a token counts requests with different prompts together', async () => {
  const directive = '#emulate(status, code=503, times=1, token=outage-7)';
  assert.deepEqual(await statuses(`red ${directive}`, 1), [503]);
  assert.deepEqual(await statuses(`blue ${directive}`, 1), [200]);
});

test('of parallel requests with one prompt exactly the first ones fail', async () => {
  const body = prompt('many #emulate(status, code=503, times=3) #emulate(size, width=8, height=8)');
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(emulator, body)));
  assert.equal(answers.filter(({ status }) => status === 503).length, 3);
});

test('the header x-emulate takes the same directives, with and without the marker', async () => {
  const status = async (header: string) =>
    (await ask(emulator, prompt('plain'), { headers: { 'x-emulate': header } })).status;
  assert.equal(await status('status, code=503'), 503);
  assert.equal(await status('size, width=8, height=8; status, 504'), 504);
  assert.equal(await status('#emulate(status, code=500)'), 500);
  assert.equal(await status('#EMULATE(Status, Code=502)'), 502);
  assert.equal(await status('unknown'), 400);
});

test('directives of earlier turns do not fire again', async () => {
  const contents = [
    { role: 'user', parts: [{ text: 'draw #emulate(status, code=503)' }] },
    { role: 'model', parts: [{ text: 'done' }] },
    { role: 'user', parts: [{ text: 'again #emulate(size, width=8, height=8)' }] },
  ];
  assert.equal((await ask(emulator, { contents })).status, 200);
});
