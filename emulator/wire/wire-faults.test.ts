import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, at, picturesOf, prompt } from '../testing/ask-emulator.ts';

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());

const tiny = '#emulate(size, width=64, height=64)';

interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: Buffer;
  /** How the connection ended: whole, with a FIN too early, or with a reset. */
  readonly end: 'complete' | 'cut' | 'reset';
}

/** Asks with a client that decodes nothing and tells how the connection ended. */
function askRaw(text: string, method = 'generateContent'): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const headers = { 'x-goog-api-key': 'k', 'content-type': 'application/json' };
    const url = `${emulator.url}/v1beta/models/gemini-3.1-flash-image:${method}`;
    const outgoing = request(url, { method: 'POST', headers, agent: false }, (incoming) => {
      const finish = (end: RawAnswer['end']) =>
        resolve({ status: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(chunks), end });
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => finish('complete'));
      // Node reports both ends as "aborted"; only the socket knows whether it was an error.
      incoming.on('error', () => {});
      incoming.socket.once('close', (hadError) => finish(hadError ? 'reset' : 'cut'));
    });
    let answered = false;
    outgoing.once('response', () => {
      answered = true;
    });
    // Also emitted for a reset in the body, which the closed socket reports.
    outgoing.on('error', () => {
      if (!answered) resolve({ status: undefined, headers: {}, body: Buffer.alloc(0), end: 'reset' });
    });
    outgoing.end(JSON.stringify(prompt(text)));
  });
}

test('cut sends the asked share of the body and closes with a FIN', async () => {
  const { headers, body, end } = await askRaw(
    `a ${tiny} #emulate(bytes, min=1000000) #emulate(cut, at=0.25)`,
  );
  assert.equal(end, 'cut');
  const announced = Number(headers['content-length']);
  assert.ok(announced > 1_300_000);
  assert.equal(body.length, Math.floor(announced * 0.25));
});

test('cut ends a chunked stream without its last chunk', async () => {
  const { headers, body, end } = await askRaw(`a ${tiny} #emulate(cut)`, 'streamGenerateContent?alt=sse');
  assert.equal(headers['transfer-encoding'], 'chunked');
  assert.equal(end, 'cut');
  assert.ok(body.length > 500);
});

test('reset breaks the connection before the head, or in the body', async () => {
  assert.equal((await askRaw('a #emulate(reset)')).status, undefined);
  const inBody = await askRaw(`a ${tiny} #emulate(reset, at=0.5)`);
  assert.equal(inBody.status, 200);
  assert.equal(inBody.end, 'reset');
  assert.ok(inBody.body.length < Number(inBody.headers['content-length']));
});

test('half-json is a complete answer whose JSON is not', async () => {
  const { headers, body, end } = await askRaw(`a ${tiny} #emulate(half-json)`);
  assert.equal(end, 'complete');
  assert.equal(body.length, Number(headers['content-length']));
  assert.throws(() => JSON.parse(body.toString()), SyntaxError);
});

test('latency delays the status line, of errors too', async () => {
  const startMs = performance.now();
  assert.equal((await askRaw('a #emulate(latency, ms=150) #emulate(status, 503)')).status, 503);
  assert.ok(performance.now() - startMs >= 149);
});

test('slow sends the body at the asked rate or over the asked time', async () => {
  for (const pace of ['ms=300', 'bps=20000']) {
    const startMs = performance.now();
    const { body, end } = await askRaw(`a ${tiny} #emulate(slow, ${pace})`);
    const tookMs = performance.now() - startMs;
    const wantedMs = pace.startsWith('ms') ? 300 : (body.length / 20_000) * 1000;
    assert.equal(end, 'complete');
    assert.ok(
      tookMs >= wantedMs * 0.85 && tookMs < wantedMs + 20_000,
      `${pace}: ${tookMs} ms, wanted ${wantedMs}`,
    );
  }
});

test('stream-error breaks a stream off with an error event after its first half', async () => {
  const { status, body } = await askRaw(
    `a ${tiny} #emulate(stream-error, code=500)`,
    'streamGenerateContent?alt=sse',
  );
  assert.equal(status, 200);
  const events = body.toString().trim().split('\n\n');
  assert.match(events.at(-1)!, /^data: \{"error":\{"code":500,"message":".*","status":"INTERNAL"\}\}$/);
  assert.doesNotMatch(body.toString(), /finishReason/);
});

test('gzip compresses without being asked', async () => {
  const { headers } = await askRaw(`a ${tiny} #emulate(gzip)`);
  assert.equal(headers['content-encoding'], 'gzip');
  const decoded = await ask(emulator, prompt(`a ${tiny} #emulate(gzip)`));
  assert.equal(picturesOf(decoded.json()).length, 1);
});

test('escape, whitespace and key-order change the bytes of the JSON and nothing of its meaning', async () => {
  const plain = (await ask(emulator, prompt(`a ${tiny}`))).json();
  for (const [directive, sign] of [
    ['escape', /\\u002b|\\u0041/],
    ['whitespace', /\t:\r\n/],
    ['key-order', /^\{\s*"responseId"/],
  ] as const) {
    const answered = await ask(emulator, prompt(`a ${tiny} #emulate(${directive})`));
    assert.match(answered.text, sign);
    assert.deepEqual(
      at(answered.json(), 'candidates.0.content'),
      at(plain, 'candidates.0.content'),
      directive,
    );
    const stream = await askRaw(`a ${tiny} #emulate(${directive})`, 'streamGenerateContent?alt=sse');
    for (const event of stream.body.toString().trim().split('\n\n')) {
      const text = event.slice('data: '.length);
      assert.doesNotThrow(() => JSON.parse(text), `${directive}: ${text.slice(0, 80)}`);
    }
  }
});

test('a client that hangs up leaves the emulator in order', async () => {
  const controller = new AbortController();
  const body = JSON.stringify(prompt(`a ${tiny} #emulate(bytes, min=50000000)`));
  const headers = { 'x-goog-api-key': 'k' };
  const url = `${emulator.url}/v1beta/models/gemini-3.1-flash-image:generateContent`;
  const response = await fetch(url, { method: 'POST', headers, body, signal: controller.signal });
  controller.abort();
  await assert.rejects(response.text());
  assert.equal((await ask(emulator, prompt(`b ${tiny}`))).status, 200);
});
