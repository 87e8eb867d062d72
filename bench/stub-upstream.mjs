// An upstream that answers `generateContent` from bytes made beforehand. The prompt of a request says what it
// gets: `size=8000000` bytes of picture, `delay=3000` milliseconds later, or `gather=100`: held back until a
// hundred such requests wait (or until the delay after the first is over), then all answered at once. `status=503` is an
// error of Google's, `cut=1` half an answer. The port is the first argument; any free one without.
import { createServer } from 'node:http';
import { picture, sizes } from './picture.mjs';

for (const sizeBytes of Object.values(sizes)) picture(sizeBytes);

const groups = new Map();
/** How many requests of the last group were waiting when it was answered. */
let lastGathered = 0;

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify({ lastGathered }));
    return;
  }
  let body = '';
  request.setEncoding('latin1');
  request.on('data', (piece) => {
    body += piece;
  });
  request.on('end', () => answer(body, response));
});
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', 4096, () =>
  console.log(`listening on ${server.address().port}`),
);

function answer(body, response) {
  const wish = (name) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(body)?.[1] ?? 0);
  const { answer: bytes } = picture(wish('size') || sizes.small);
  const status = wish('status');
  const send = () => {
    if (status > 0) {
      const error = { code: status, message: 'The stub was asked to fail.', status: 'UNAVAILABLE' };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/json; charset=UTF-8',
      'content-length': bytes.length,
    });
    if (wish('cut') > 0) response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    else response.end(bytes);
  };
  const delayMs = wish('delay');
  const gather = wish('gather');
  if (gather > 0) gatherUp(gather, delayMs, send);
  else if (delayMs > 0) setTimeout(send, delayMs);
  else send();
}

function gatherUp(count, delayMs, send) {
  const group = groups.get(count) ?? { waiting: [], timer: setTimeout(() => release(count), delayMs) };
  groups.set(count, group);
  group.waiting.push(send);
  if (group.waiting.length >= count) release(count);
}

function release(count) {
  const { waiting, timer } = groups.get(count);
  clearTimeout(timer);
  groups.delete(count);
  lastGathered = waiting.length;
  for (const send of waiting) send();
}
