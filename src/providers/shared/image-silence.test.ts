import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { plainRequest } from '../../generation/plain-request.ts';
import type { ProviderWork } from '../../generation/provider.ts';
import { systemClock } from '../../lib/clock.ts';
import { createHttpClient, type HttpHandler, type HttpRequest } from '../../lib/http-client/http-client.ts';
import { transferGoogle } from './google-transfer.ts';
import { transferOpenai } from './openai-transfer.ts';
import { allTimeLeft } from './time-left.ts';

const base64 = Buffer.alloc(600, 7).toString('base64');
const image = (data: string) => `{"candidates":[{"content":{"parts":[{"inlineData":{"data":"${data}`;
const whole = `${image(base64)}"}}]}}]}`;

interface Case {
  readonly of: typeof transferGoogle | typeof transferOpenai;
  readonly answer?: 'once' | 'stream' | 'array';
  readonly type?: string;
  readonly body: string;
  readonly limit: 'idle' | 'total';
}

/** What ends the try of an upstream that sends this much and then nothing; an idle connection has 500 ms, a try four times that or more. */
async function endOf({ of, answer = 'once', type = 'application/json', body, limit }: Case): Promise<string> {
  const sockets: Socket[] = [];
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: 99999\r\n\r\n`;
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', () => socket.write(head + body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = createHttpClient({ timeouts: { idleMs: 500 } });
  const request = plainRequest('nano-banana-2', 'x');
  const work = {
    request: { ...request, native: { skeleton: {}, spools: [], answer } },
    images: { open: () => ({ write() {}, close() {}, isPicture: () => true, discard() {} }) },
    send: (sent: HttpRequest, handler: HttpHandler) => client.send(sent, handler),
    clock: systemClock,
    deadlineMs: systemClock.now() + (limit === 'total' ? 2_000 : 20_000),
  } as unknown as ProviderWork;
  try {
    await of(work, { url, timeouts: allTimeLeft(work) });
    return 'delivered';
  } catch (failure) {
    const { code, internal } = failure as { code: string; internal: string };
    assert.equal(code, 'upstream_timeout', internal);
    return /(idle|total) timeout/.exec(internal)?.[1] ?? internal;
  } finally {
    client.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const sse = 'text/event-stream';
const cases: Readonly<Record<string, Case>> = {
  'Google, nothing but padding': { of: transferGoogle, body: '\n\n ', limit: 'total' },
  'Google, a thought': {
    of: transferGoogle,
    body: '{"candidates":[{"content":{"parts":[{"text":"a"',
    limit: 'total',
  },
  'Google, half an image': { of: transferGoogle, body: image(base64), limit: 'idle' },
  'Google, behind the image': { of: transferGoogle, body: whole.slice(0, -5), limit: 'idle' },
  'a stream, a thought': {
    of: transferGoogle,
    answer: 'stream',
    type: sse,
    body: 'data: {"candidates":[]}\n\n',
    limit: 'total',
  },
  'a stream, half an image': {
    of: transferGoogle,
    answer: 'stream',
    type: sse,
    body: `data: ${image(base64)}`,
    limit: 'idle',
  },
  'a stream, within the event of an image': {
    of: transferGoogle,
    answer: 'stream',
    type: sse,
    body: `data: ${whole}`,
    limit: 'idle',
  },
  'a stream, behind a draft': {
    of: transferGoogle,
    answer: 'stream',
    type: sse,
    body: `data: ${whole}\n\n`,
    limit: 'total',
  },
  'an array, half an image': {
    of: transferGoogle,
    answer: 'array',
    body: `[${image(base64)}`,
    limit: 'idle',
  },
  'an array, behind a draft': { of: transferGoogle, answer: 'array', body: `[${whole},`, limit: 'total' },
  'the Images API, nothing but padding': { of: transferOpenai, body: '\n ', limit: 'total' },
  'the Images API, half an image': {
    of: transferOpenai,
    body: `{"data":[{"b64_json":"${base64}`,
    limit: 'idle',
  },
  'a chat, half an image': {
    of: transferOpenai,
    body: `{"choices":[{"message":{"content":"![a](data:image/png;base64,${base64}`,
    limit: 'idle',
  },
};

test('an upstream may be silent while it makes an image, for all the time of a try, and not while it sends one', async () => {
  const ends = await Promise.all(
    Object.entries(cases).map(async ([name, each]) => [name, await endOf(each)] as const),
  );
  assert.deepEqual(
    ends,
    Object.entries(cases).map(([name, { limit }]) => [name, limit]),
  );
});
