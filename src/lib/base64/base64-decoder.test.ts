import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { test } from 'node:test';
import { Base64Decoder } from './base64-decoder.ts';
import { encodeBase64, encodedLength } from './base64-encode.ts';

function decode(
  text: string,
  cut: () => number,
): { bytes: Buffer; stoppedAt: number; decoder: Base64Decoder } {
  const chunks: Buffer[] = [];
  const decoder = new Base64Decoder((buffer, start, end) =>
    chunks.push(Buffer.from(buffer.subarray(start, end))),
  );
  const source = Buffer.from(text, 'latin1');
  let at = 0;
  while (at < source.length) {
    const end = Math.min(source.length, at + cut());
    const next = decoder.push(source, at, end);
    at = next;
    if (next < end) break;
  }
  const padded = [...text.slice(at)].every((char) => decoder.pushChar(char.charCodeAt(0)));
  const problem = decoder.finish();
  if (padded) assert.equal(problem, undefined);
  return { bytes: Buffer.concat(chunks), stoppedAt: at, decoder };
}

test('any bytes come back from any chunks', () => {
  for (let round = 0; round < 300; round++) {
    const bytes = randomBytes(randomInt(round % 20 === 0 ? 400_000 : 300));
    const alphabet = round % 2 ? 'base64' : 'base64url';
    const largest = [1, 5, 70, 40_000, 500_000][round % 5]!;
    const { bytes: decoded, decoder } = decode(bytes.toString(alphabet), () => 1 + randomInt(largest));
    assert.ok(decoded.equals(bytes));
    assert.equal(decoder.byteCount, bytes.length);
    assert.equal(decoder.charCount, bytes.toString(alphabet).length);
  }
});

test('decoding stops at the first foreign byte, wherever it stands', () => {
  const clean = randomBytes(60_000).toString('base64');
  for (let round = 0; round < 200; round++) {
    const at = round < 40 ? round : randomInt(clean.length);
    const dirty = `${clean.slice(0, at)}${'"\\ *\n=\u00e9,'[round % 8]}${clean.slice(at)}`;
    const decoder = new Base64Decoder(() => {});
    assert.equal(decoder.push(Buffer.from(dirty, 'latin1'), 0, dirty.length), at);
    assert.equal(decoder.charCount, at);
  }
});

test('text that goes on after a foreign byte keeps its place', () => {
  const bytes = randomBytes(100_000);
  const lines = bytes.toString('base64').match(/.{1,76}/g)!;
  const chunks: Buffer[] = [];
  const decoder = new Base64Decoder((buffer, start, end) =>
    chunks.push(Buffer.from(buffer.subarray(start, end))),
  );
  const source = Buffer.from(lines.join('\n'));
  for (let at = 0; at < source.length; ) {
    const next = decoder.push(source, at, source.length);
    if (next < source.length && source[next] === 0x3d) decoder.pushChar(0x3d);
    at = next + 1;
  }
  assert.equal(decoder.finish(), undefined);
  assert.ok(Buffer.concat(chunks).equals(bytes));
});

test('nothing follows padding', () => {
  const decoder = new Base64Decoder(() => {});
  const source = Buffer.from('QQ==QQ');
  assert.equal(decoder.push(source, 0, 6), 2);
  assert.ok(decoder.pushChar(0x3d) && decoder.pushChar(0x3d));
  assert.equal(decoder.pushChar(0x3d), false);
  assert.equal(decoder.push(source, 4, 6), 4);
  assert.equal(decoder.pushChar(0x41), false);
});

test('encoded slices join to the encoding of the whole, whose length is known', () => {
  for (const size of [0, 1, 2, 3, 49_151, 49_152, 49_153, 200_000]) {
    const bytes = randomBytes(size);
    const text = [...encodeBase64(bytes, 0, size)].join('');
    assert.equal(text, bytes.toString('base64'));
    assert.equal(text.length, encodedLength(size));
  }
});
