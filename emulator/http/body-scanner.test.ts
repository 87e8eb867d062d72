import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BodyScanner, type CollectedBytes } from './body-scanner.ts';

const runs = Number(process.env.PROPERTY_RUNS ?? 300);

function scan(body: string, cuts: readonly number[]): { skeleton: string; found: CollectedBytes[] } {
  const scanner = new BodyScanner((index) => `<${index}>`);
  const bytes = Buffer.from(body);
  const places = [
    0,
    ...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other),
    bytes.length,
  ];
  const found = places.slice(1).flatMap((end, index) => scanner.write(bytes.subarray(places[index], end)));
  return { skeleton: scanner.skeleton(), found };
}

test('strings of keys named data are decoded and replaced; all other bytes stay as they are', () => {
  const body =
    '{"data":"aGk=", "x" : { "data" :\n"AAEC" }, "text":"data\\":\\"", "list":["data","aGk="], "data2":"aGk="}';
  const { skeleton, found } = scan(body, []);
  assert.equal(
    skeleton,
    '{"data":"<0>", "x" : { "data" :\n"<1>" }, "text":"data\\":\\"", "list":["data","aGk="], "data2":"aGk="}',
  );
  assert.deepEqual(
    found.map(({ bytes }) => [...bytes]),
    [
      [104, 105],
      [0, 1, 2],
    ],
  );
});

test('escapes inside base64 are undone', () => {
  const { found } = scan('{"data":"\\/\\/\\u002b\\u002B"}', []);
  assert.deepEqual([...found[0]!.bytes], [...Buffer.from('//++', 'base64')]);
  assert.equal(found[0]!.isBase64, true);
});

test('text that is no base64 is told, in both alphabets and with any padding', () => {
  const isBase64 = (text: string) => scan(JSON.stringify({ data: text }), []).found[0]!.isBase64;
  for (const text of ['', 'aGk=', 'aGk', '-_-_', '+/+/', 'AA==']) assert.equal(isBase64(text), true, text);
  for (const text of ['!!!', 'a', 'AAAAA', 'data:image/png;base64,AAAA', 'AA\nAA'])
    assert.equal(isBase64(text), false, text);
});

test('however the body is cut into chunks, the skeleton parses to the body and the bytes are the same', () => {
  const leaf = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constant(null), fc.boolean());
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constant('datum'), fc.string()), tie('node'), { maxKeys: 4 }),
      fc.record({
        data: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      }),
    ),
  })).node;
  fc.assert(
    fc.property(
      tree,
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.constantFrom(undefined, 1),
      (value, cuts, indent) => {
        const body = JSON.stringify(value, null, indent) ?? 'null';
        const { skeleton, found } = scan(body, cuts);
        const restored = JSON.parse(skeleton, (key, text: unknown) =>
          key === 'data' && typeof text === 'string'
            ? found[Number(text.slice(1, -1))]!.bytes.toString('base64')
            : text,
        ) as unknown;
        assert.deepEqual(restored, JSON.parse(body));
      },
    ),
    { numRuns: runs },
  );
});
