import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { type ChannelEnd, openLine } from './line.ts';

/** Two ends that copy what they send, as those of a child process do. */
function twoEnds(): { near: ChannelEnd; far: ChannelEnd; close(): void } {
  const { port1, port2 } = new MessageChannel();
  const end = (port: typeof port1): ChannelEnd => ({
    send: (message) => port.postMessage(message),
    on: (event, listen) => port.on(event, listen),
  });
  return { near: end(port1), far: end(port2), close: () => port1.close() };
}

const doubling = { double: ({ value }: { value: number }) => value * 2 };

test('both sides ask at once, and each answer reaches its question', async () => {
  const { near, far, close } = twoEnds();
  const nearLine = openLine<typeof doubling>(near, { name: async () => 'near' });
  const farLine = openLine<{ name(body: null): Promise<string> }>(far, doubling);
  const asked = Array.from({ length: 50 }, (_, value) => nearLine.ask('double', { value }));
  assert.equal(await farLine.ask('name', null), 'near');
  assert.deepEqual(
    await Promise.all(asked),
    asked.map((_, value) => value * 2),
  );
  close();
});

test('what the other side cannot answer is refused with its words', async () => {
  const { near, far, close } = twoEnds();
  const line = openLine<{ fail(body: null): void }>(near, {});
  openLine(far, {
    fail() {
      throw new Error('no room');
    },
  });
  await assert.rejects(line.ask('fail', null), /no room/);
  close();
});

test('what was asked of somebody who is gone is refused', async () => {
  const { near, close } = twoEnds();
  const line = openLine<{ name(body: null): string }>(near, {});
  const asked = line.ask('name', null);
  line.close();
  await assert.rejects(asked, /gone/);
  close();
});
