import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { after, test } from 'node:test';
import { type BodyPlan, BodyPlanFailure, planLength } from './body-plan.ts';
import { planToStream } from './plan-to-stream.ts';
import { type PlanTarget, writePlan } from './write-plan.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plan-'));
after(() => rmSync(folder, { recursive: true }));
const bytes = randomBytes(700_001);
const file = path.join(folder, 'file');
writeFileSync(file, bytes);
const sizeBytes = bytes.length;
const withCode = (code: string) => (error: unknown) =>
  error instanceof BodyPlanFailure && error.code === code;

const plan: BodyPlan = [
  '{"é":"',
  { file, encode: 'base64', sizeBytes },
  Buffer.from('","'),
  { file, encode: 'none', sizeBytes, start: 5, end: 300_006 },
  { file, encode: 'base64', sizeBytes, start: 699_999 },
  { file, encode: 'base64', sizeBytes, start: 7, end: 7 },
  'x'.repeat(200_000),
  '',
];
const expected = Buffer.concat([
  Buffer.from('{"é":"'),
  Buffer.from(bytes.toString('base64')),
  Buffer.from('","'),
  bytes.subarray(5, 300_006),
  Buffer.from(bytes.subarray(699_999).toString('base64')),
  Buffer.from('x'.repeat(200_000)),
]);

async function collected(readable: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readable) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('the length told is the length written, for a target and as a stream', async () => {
  assert.equal(planLength(plan), expected.length);
  const through = new PassThrough();
  const [received] = await Promise.all([
    collected(through),
    writePlan(plan, through).then(() => through.end()),
  ]);
  assert.ok(received.equals(expected));
  assert.ok((await collected(planToStream(plan))).equals(expected));
});

test('no piece is larger than 64 KB and a slow target is waited for', async () => {
  let largest = 0;
  let waiting = 0;
  let mostWaiting = 0;
  const chunks: Buffer[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    decodeStrings: true,
    write(chunk: Buffer, _encoding, callback) {
      largest = Math.max(largest, chunk.length);
      chunks.push(Buffer.from(chunk));
      waiting++;
      mostWaiting = Math.max(mostWaiting, waiting);
      setImmediate(() => {
        waiting--;
        callback();
      });
    },
  });
  await writePlan(plan, slow);
  assert.ok(largest <= 65_536, String(largest));
  assert.equal(mostWaiting, 1);
  assert.ok(slow.writableLength <= 65_536);
  slow.end();
  await new Promise((resolve) => slow.once('finish', resolve));
  assert.ok(Buffer.concat(chunks).equals(expected));
});

test('a plan can be read again', async () => {
  const stream = () => collected(planToStream(plan));
  const [first, second] = await Promise.all([stream(), stream()]);
  assert.ok(first.equals(second));
});

test('a real HTTP response carries it with an exact length', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': planLength(plan) });
    void writePlan(plan, response).then(() => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  assert.ok(Buffer.from(await response.arrayBuffer()).equals(expected));
  server.closeAllConnections();
  server.close();
});

test('a file shorter than declared is an error', async () => {
  const short = path.join(folder, 'short');
  writeFileSync(short, bytes);
  truncateSync(short, 400_000);
  for (const encode of ['none', 'base64'] as const) {
    const parts = [{ file: short, encode, sizeBytes }];
    await assert.rejects(writePlan(parts, new PassThrough().resume()), withCode('file_short'));
    await assert.rejects(collected(planToStream(parts)), withCode('file_short'));
  }
});

test('a file that cannot be read is an error that does not name it', async () => {
  const parts = [{ file: path.join(folder, 'missing'), encode: 'none', sizeBytes: 5 }] as const;
  await assert.rejects(writePlan(parts, new PassThrough()), (error: BodyPlanFailure) => {
    assert.equal((error.cause as NodeJS.ErrnoException).code, 'ENOENT');
    return error.code === 'file_read' && !error.message.includes('missing');
  });
});

test('an impossible range is refused before anything is written', () => {
  for (const range of [{ start: -1 }, { start: 6 }, { end: 11 }, { start: 5, end: 4 }, { end: 1.5 }]) {
    assert.throws(
      () => planLength([{ file, encode: 'none', sizeBytes: range.start === 6 ? 5 : 10, ...range }]),
      RangeError,
    );
  }
});

test('a signal ends the writing with its reason, also while the target is full', async () => {
  const controller = new AbortController();
  const full = new PassThrough({ highWaterMark: 1 });
  const writing = writePlan(plan, full, controller.signal);
  const reason = new Error('enough');
  setImmediate(() => controller.abort(reason));
  await assert.rejects(writing, reason);
  assert.deepEqual(
    [full.listenerCount('drain'), full.listenerCount('close')],
    [0, new PassThrough().listenerCount('close')],
  );
});

test('a receiver that goes away ends the writing', async () => {
  const server = createServer((request) => request.socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999\r\n\r\n');
  const large = Array.from({ length: 40 }, () => ({ file, encode: 'base64', sizeBytes }) as const);
  await assert.rejects(writePlan(large, socket as PlanTarget), withCode('target_closed'));
  server.close();
});

test('a stream that is destroyed half-way closes its file', {
  skip: process.platform !== 'linux',
}, async () => {
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const before = openFiles();
  for (let round = 0; round < 10; round++) {
    for await (const chunk of planToStream(plan)) if ((chunk as Buffer).length > 100) break;
  }
  for (const endMs = Date.now() + 20_000; openFiles() > before + 1 && Date.now() < endMs; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(openFiles() <= before + 1, `${before} files open before, ${openFiles()} after`);
});
