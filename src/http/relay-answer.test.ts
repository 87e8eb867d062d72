import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import Fastify from 'fastify';
import type { Engine, EngineRequest, Generated } from '../generation/engine.ts';
import { toFailure } from '../generation/failure.ts';
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
