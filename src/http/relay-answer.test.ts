import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import type { Engine, EngineRequest, Generated } from '../generation/engine.ts';
import { Failure, toFailure } from '../generation/failure.ts';
import type { Relay } from '../generation/provider.ts';
import { createSpoolRoom } from './read-body.ts';
import { relayAnswer } from './relay-answer.ts';

it('what a client sent with a native request stays until its generation ends, also when it was told 504 before', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-relay-'));
  const room = createSpoolRoom(folder, 'request');
  const picture = room.open();
  picture.close();
  let end: (error: Error) => void = () => undefined;
  const work = new Promise<Generated>((_resolve, reject) => {
    end = reject;
  });
  const engine = { generate: () => work } as unknown as Engine;
  const server = Fastify();
  server.post('/', async (_request, reply) => {
    try {
      await relayAnswer(engine, { id: 'request', choice: {} } as EngineRequest, reply, room, 1);
    } catch (error) {
      await reply.code(504).send(toFailure(error).code);
    } finally {
      room.clear();
    }
  });
  try {
    const response = await fetch(await server.listen({ host: '127.0.0.1', port: 0 }), { method: 'POST' });
    assert.deepEqual([response.status, await response.text()], [504, 'deadline_exceeded']);
    assert.equal(existsSync(picture.path), true);
    end(new Error('it ended'));
    await work.catch(() => undefined);
    assert.equal(existsSync(picture.path), false);
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
});

it('an answer that has begun is not cut by the deadline of those that have not', async () => {
  const engine = {
    async generate(_request: EngineRequest, relay: Relay) {
      relay.begin(200, { 'content-type': 'application/json' });
      relay.commit();
      relay.write(Buffer.from('the first half, '), 0, 16);
      await sleep(200);
      relay.write(Buffer.from('and the second one, which is longer than the tail'), 0, 49);
      return { replayed: false };
    },
  } as unknown as Engine;
  const answered = await answerOf(engine);
  assert.equal(await answered.text(), 'the first half, and the second one, which is longer than the tail');
});

it('a failure of an answer that has begun ends the connection, and is not swallowed', async () => {
  const engine = {
    async generate(_request: EngineRequest, relay: Relay) {
      relay.begin(200, { 'content-type': 'application/json' });
      relay.commit();
      relay.write(Buffer.alloc(4096, ' '), 0, 4096);
      throw new Failure('upstream_truncated');
    },
  } as unknown as Engine;
  const thrown: unknown[] = [];
  const answered = await answerOf(engine, thrown);
  await assert.rejects(answered.text());
  assert.deepEqual(
    thrown.map((error) => toFailure(error).code),
    ['upstream_truncated'],
  );
});

it('a repeat is not told the kept answer of a generation that failed before it was settled', async () => {
  const engine = {
    generate: () => Promise.reject(new Failure('interrupted', { firstRequestId: 'the-first' })),
    replayBodies: { open: async () => ({ stream: Readable.from(['a picture']), sizeBytes: 9 }) },
  } as unknown as Engine;
  const thrown: unknown[] = [];
  const answered = await answerOf(engine, thrown);
  assert.notEqual(await answered.text(), 'a picture');
  assert.deepEqual(
    thrown.map((error) => toFailure(error).code),
    ['interrupted'],
  );
});

/** What a client is answered through a relay whose deadline is a millisecond; `thrown` receives what the relay throws. */
async function answerOf(engine: Engine, thrown: unknown[] = []): Promise<Response> {
  const server = Fastify();
  server.post('/', async (_request, reply) => {
    const room = createSpoolRoom(os.tmpdir(), 'request');
    const request = { id: 'request', choice: { mediaType: 'application/json' } } as unknown as EngineRequest;
    await relayAnswer(engine, request, reply, room, 1).catch((error: unknown) => thrown.push(error));
  });
  after(() => server.close());
  return fetch(await server.listen({ host: '127.0.0.1', port: 0 }), { method: 'POST' });
}
