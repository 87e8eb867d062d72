// A proxy of a dozen lines: the request's bytes to the upstream, the answer's bytes to the client, by Node's own `pipe`.
import { Agent, request as ask, createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loopMetrics } from './measure/loop-metrics.mjs';

const upstream = new URL(process.env.UPSTREAM);
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const loopDelay = monitorEventLoopDelay();
loopDelay.enable();

const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok');
  if (request.url === '/metrics') return response.end(loopMetrics(loopDelay));
  const { method, url, headers } = request;
  const there = ask({ agent, host: upstream.hostname, port: upstream.port, method, path: url, headers });
  there.on('response', (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  there.on('error', () => response.destroy());
  request.pipe(there);
});
server.listen(0, '127.0.0.1', 4096, () => console.log(`listening on ${server.address().port}`));
