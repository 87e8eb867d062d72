import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noUsage } from '../../generation/outcome.ts';
import type { WriteInput } from '../../generation/protocol.ts';
import { writeImages } from './write.ts';

it('tells of each streamed image its own size and format, which may differ from channel to channel, and all that the events require', () => {
  const artifacts = [
    { key: 'one.png', width: 1024, height: 1024, mediaType: 'image/png' },
    { key: 'two.jpeg', width: 1376, height: 768, mediaType: 'image/jpeg' },
  ];
  const { body } = writeImages({
    outcome: { artifacts, usage: noUsage, createdAtMs: 1_000 },
    choice: { stream: true, event: 'image_generation.completed', responseFormat: 'url' },
    urlOf: ({ key }: { key: string }) => key,
  } as unknown as WriteInput);
  const told = [...body.join('').matchAll(/"size":"(\w+)","output_format":"(\w+)"/g)].map(
    ([, ...told]) => told,
  );
  assert.deepEqual(told, [
    ['1024x1024', 'png'],
    ['1376x768', 'jpeg'],
  ]);
  const events = [...body.join('').matchAll(/^data: (\{.*\})$/gm)].map(([, text]) =>
    JSON.parse(text as string),
  );
  assert.equal(events.length, 2);
  for (const event of events) assert.deepEqual([event.quality, event.background], ['auto', 'auto']);
});
