import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { systemClock } from '../lib/clock.ts';
import { createLog } from '../lib/log.ts';
import { createMetrics } from './metrics.ts';
import { createServer } from './server.ts';

test('when even the refusal of an address fails, its connection ends and the process goes on', async (context) => {
  const lines: string[] = [];
  const server = createServer({
    clock: systemClock,
    log: createLog('error', { write: (line: string) => void lines.push(line) }),
    metrics: createMetrics(),
    trustedProxies: [],
    refuseAddress: () => Promise.reject(new Error('no words for it')),
  });
  context.after(() => server.close());
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((server.server.address() as { port: number }).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET /%zz HTTP/1.1\r\nhost: a\r\n\r\n');
  await once(socket, 'close');
  // Rejections are reported after the tasks of their turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  assert.deepEqual(unhandled, []);
  assert.match(lines.join(''), /no words for it/);
});
