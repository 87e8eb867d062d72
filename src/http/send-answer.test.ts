import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { it } from 'node:test';
import Fastify from 'fastify';
import type { Engine } from '../generation/engine.ts';
import type { WireAnswer } from '../generation/wire-answer.ts';
import { sendAnswer } from './send-answer.ts';

it('an image whose store breaks before it is read ends its own answer, and not the process', {
  timeout: 60_000,
}, async (context) => {
  const image = new PassThrough();
  const engine = { openArtifact: async () => image } as unknown as Engine;
  // Longer than what a connection takes at once: the image is read when the client has read this.
  const before = 'a'.repeat(32_000_000);
  const artifact = { id: 'img_1', sizeBytes: 8 } as never;
  const answer: WireAnswer = {
    status: 200,
    headers: {},
    body: [before, { artifact, encode: 'base64' }, 'after'],
  };
  let tell: (error: unknown) => void = () => undefined;
  const told = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const server = Fastify();
  context.after(() => server.close());
  server.get('/', async (_request, reply) => {
    const sent = sendAnswer(reply, answer, engine);
    setImmediate(() => image.destroy(new Error('the store went away')));
    await sent.catch((error: unknown) => {
      reply.raw.destroy();
      tell(error);
    });
  });
  const response = await fetch(await server.listen({ host: '127.0.0.1', port: 0 }));
  assert.equal(response.headers.get('content-length'), String(before.length + 12 + 'after'.length));
  await assert.rejects(response.text());
  assert.match(String(await told), /the store went away/);
});
