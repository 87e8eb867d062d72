// The gateway most people would write first: fetch, parse, decode, write the file, answer. The yardstick for what
// streaming is worth.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loopMetrics } from './measure/loop-metrics.mjs';

const { UPSTREAM, FOLDER } = process.env;
const loopDelay = monitorEventLoopDelay();
loopDelay.enable();

const server = createServer(async (request, response) => {
  try {
    if (request.url === '/healthz') return reply(response, 200, { status: 'ok' });
    if (request.url === '/metrics') return response.end(loopMetrics(loopDelay));
    reply(response, 200, await generate(await readJson(request)));
  } catch (error) {
    reply(response, 502, { error: { message: error.message } });
  }
});
server.listen(0, '127.0.0.1', 4096, () => console.log(`listening on ${server.address().port}`));

async function generate({ prompt }) {
  const answer = await fetch(`${UPSTREAM}/v1beta/models/gemini-3.1-flash-image:generateContent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: prompt }] }] }),
  });
  const { candidates } = await answer.json();
  const { data } = candidates[0].content.parts[0].inlineData;
  const name = `${randomUUID()}.png`;
  await writeFile(path.join(FOLDER, name), Buffer.from(data, 'base64'));
  return { data: [{ url: `http://127.0.0.1/${name}` }] };
}

async function readJson(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString());
}

function reply(response, status, value) {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
