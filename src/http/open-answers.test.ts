import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { finished } from 'node:stream/promises';
import { it } from 'node:test';
import { trackAnswers } from './open-answers.ts';

it('every answer of a connection that ended is closed, those that wait behind another one, too', {
  timeout: 120_000,
}, async (context) => {
  const answers: ServerResponse[] = [];
  const closed: ServerResponse[] = [];
  let come = () => {};
  const server = createServer((_request, answer) => {
    answers.push(answer);
    answer.once('close', () => closed.push(answer));
    if (answers.length === 5) come();
  });
  const open = trackAnswers(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());

  const allThere = new Promise<void>((resolve) => {
    come = resolve;
  });
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1').on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(5));
  await allThere;
  const [[ended, owed] = assert.fail('no connection')] = open;
  assert.deepEqual([...owed], answers);
  answers[2]?.end('made, and never sent');

  // Not `once`, which takes the reset for a failure of its own.
  const gone = new Promise((resolve) => ended.once('close', resolve));
  socket.resetAndDestroy();
  await gone;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(new Set(closed), new Set(answers));
  assert.equal(closed.length, answers.length, 'each is told once');
  assert.ok(answers.every(({ destroyed }) => destroyed));
  assert.equal(open.size, 0);
  // Whoever begins to send afterwards is told, too, instead of waiting.
  await assert.rejects(finished(answers[4] as ServerResponse), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
});
