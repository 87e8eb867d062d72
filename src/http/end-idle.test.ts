import { once } from 'node:events';
import { connect } from 'node:net';
import { it } from 'node:test';
import fastify from 'fastify';
import { endIdleWhileClosing } from './end-idle.ts';
import { trackAnswers } from './open-answers.ts';

it('a connection on which nothing was asked yet does not keep a server from closing', {
  timeout: 120_000,
}, async () => {
  const server = fastify({ forceCloseConnections: 'idle' });
  endIdleWhileClosing(server, trackAnswers(server.server));
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as { port: number };
  const accepted = once(server.server, 'connection');
  const socket = connect(port, '127.0.0.1').resume();
  await accepted;
  const ended = once(socket, 'close');
  await server.close();
  await ended;
});
