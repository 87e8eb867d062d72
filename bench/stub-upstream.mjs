// An upstream that answers `generateContent`, and OpenAI's `/v1/images/generations`, from bytes made beforehand. The
// prompt of a request says what it gets: `size=8000000` bytes of picture, `delay=3000` milliseconds later, or
// `gather=100`: held back until a hundred such requests wait (or until the delay after the first is over), then all
// answered at once. `status=503` is an error of Google's, `cut=1` half an answer, `expect=28000000` an error unless the
// request has that many bytes. `GET /pictures/1500000` is a picture of that size, any other GET what waits. The port is
// the first argument; any free one without. A key and a certificate after it: over TLS.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { picture, sizes } from './picture.mjs';

for (const sizeBytes of Object.values(sizes)) picture(sizeBytes);

/** Of a request's body: a prompt stands at its beginning or at its end, pictures between. */
const keptBytes = 64 * 1024;
const tailBytes = 2 * 1024;
const groups = new Map();
/** How many requests of the last group were waiting when it was answered. */
let lastGathered = 0;

const [port = 0, keyFile, certificateFile] = process.argv.slice(2);
const server = keyFile
  ? createTlsServer({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) }, take)
  : createServer(take);
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
server.listen(Number(port), '127.0.0.1', 4096, () => console.log(`listening on ${server.address().port}`));

function take(request, response) {
  if (request.method === 'GET') return show(request.url, response);
  let start = '';
  let end = '';
  let bytes = 0;
  request.on('data', (piece) => {
    bytes += piece.length;
    if (start.length < keptBytes) start += piece.latin1Slice();
    else end = end.slice(-tailBytes) + piece.latin1Slice(Math.max(0, piece.length - tailBytes));
  });
  request.on('end', () => answer({ text: start + end, bytes, url: request.url }, response));
}

function show(url, response) {
  const size = /^\/pictures\/(\d+)/.exec(url)?.[1];
  if (size) {
    const { bytes } = picture(Number(size));
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': bytes.length }).end(bytes);
    return;
  }
  const waiting = [...groups.values()].reduce((sum, group) => sum + group.waiting.length, 0);
  response.end(JSON.stringify({ lastGathered, waiting }));
}

function answer({ text, bytes, url }, response) {
  const wish = (name) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(text)?.[1] ?? 0);
  const made = picture(wish('size') || sizes.small);
  const body = url.startsWith('/v1/images/') ? made.openaiAnswer : made.answer;
  const status = bytes < wish('expect') ? 400 : wish('status');
  const send = () => {
    if (status > 0) {
      const message = `The stub was asked to fail, or got ${bytes} bytes only.`;
      const error = { code: status, message, status: 'UNAVAILABLE' };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/json; charset=UTF-8',
      'content-length': body.length,
    });
    if (wish('cut') > 0) response.write(body.subarray(0, body.length / 2), () => response.destroy());
    else response.end(body);
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
