import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Omission {
  readonly parameter: string;
  readonly reason: string;
}

const model = 'nano-banana-2';
const unknown = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`unknown_${index}`, index]));
const pixel = `data:image/png;base64,${Buffer.from(
  '89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082',
  'hex',
).toString('base64')}`;

/** Every way to name what nothing reads; each body names 150 such things. */
const bodies: readonly [way: string, path: string, body: (names: object) => object][] = [
  [
    'a chat',
    '/v1/chat/completions',
    (names) => ({ messages: [{ role: 'user', content: 'A pear' }], ...names }),
  ],
  [
    'extra_body of a chat',
    '/v1/chat/completions',
    (names) => ({ messages: [{ role: 'user', content: 'A pear' }], extra_body: names }),
  ],
  [
    'an image of a chat',
    '/v1/chat/completions',
    (names) => {
      const image = { type: 'image_url', image_url: { url: pixel, ...names } };
      return { messages: [{ role: 'user', content: [{ type: 'text', text: 'A pear' }, image] }] };
    },
  ],
  ['an image request', '/v1/images/generations', (names) => ({ prompt: 'A pear', ...names })],
  ['an edit', '/v1/images/edits', (names) => ({ prompt: 'A pear', image: pixel, ...names })],
  ['an OpenRouter image request', '/api/v1/images', (names) => ({ prompt: 'A pear', ...names })],
  [
    'a task',
    `/api/v1/generateTask/${model}`,
    (names) => ({ input: { prompt: 'A pear', mode: 'text-to-image', ...names } }),
  ],
  [
    'a batch',
    `/v1beta/models/${model}:batchGenerateContent`,
    (names) => {
      const request = { contents: [{ parts: [{ text: 'A pear', ...names }] }] };
      return { batch: { inputConfig: { requests: { requests: [{ request }] } } } };
    },
  ],
];

describe('a request that names 150 things nothing reads', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const stored = async () => {
    const answer = await fetch(`${gateway.url}/v1/generations`, {
      headers: { authorization: `Bearer ${gateway.liveKey}` },
    });
    return ((await answer.json()) as { data: { id: string; omitted: Omission[] }[] }).data;
  };
  let earlier: readonly string[] = [];
  beforeEach(async () => {
    earlier = (await stored()).map(({ id }) => id);
  });
  const added = async () => (await stored()).filter(({ id }) => !earlier.includes(id));
  const send = (path: string, body: object, headers: Record<string, string> = {}) =>
    gateway.post(path, path.includes(model) ? body : { model, ...body }, headers);

  for (const [way, path, body] of bodies) {
    it(`keeps 100 of them by name and counts the others: ${way}`, async () => {
      const answer = await send(path, body(unknown(150)));
      assert.equal(answer.status, 200, await answer.clone().text());
      const [kept, ...others] = await added();
      assert.equal(others.length, 0);
      assert.equal(kept?.omitted.length, 101);
      assert.deepEqual(kept?.omitted.at(-1), { parameter: 'and 50 more', reason: 'too many to be named' });
      const told = (answer.headers.get('x-plantain-omitted') ?? '').split(', ');
      const rest = /^and_(\d+)_more;/.exec(told.at(-1) ?? '')?.[1];
      assert.equal(told.length - 1 + Number(rest), 150);
    });

    it(`is refused where it is strict, and nothing is kept: ${way}`, async () => {
      const answer = await send(path, body(unknown(150)), { 'x-plantain-strict': 'true' });
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /A strict request may not carry .*unknown/i);
      assert.deepEqual(await added(), []);
    });
  }

  it('is the same request under its Idempotency-Key', async () => {
    const body = { prompt: 'A pear', ...unknown(150) };
    const headers = { 'idempotency-key': 'many names' };
    await send('/v1/images/generations', body, headers);
    const again = await send('/v1/images/generations', body, headers);
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [200, 'true']);
    const other = await send('/v1/images/generations', { ...body, ...unknown(151) }, headers);
    assert.match(await other.text(), /Idempotency-Key/);
    assert.equal((await added()).length, 1);
  });

  it('is told the first 100 of its unknown names where they are refused, as in a native body', async () => {
    const long = { ...unknown(150), [`unknown_${'x'.repeat(100_000)}`]: 1 };
    const contents = [{ parts: [{ text: 'A pear' }] }];
    for (const [method, body] of [
      ['generateContent', { ...long, contents }],
      ['batchGenerateContent', { ...long, batch: { inputConfig: {} } }],
    ] as const) {
      const answer = await send(`/v1beta/models/${model}:${method}`, body);
      const { message } = ((await answer.json()) as { error: { message: string } }).error;
      const lines = message.split('\n');
      assert.deepEqual([answer.status, lines.length], [400, 101]);
      assert.equal(lines.at(-1), 'And 51 more unknown names.');
    }
    const one = await send(`/v1beta/models/${model}:generateContent`, {
      [`unknown_${'x'.repeat(100_000)}`]: 1,
      contents,
    });
    assert.ok((await one.text()).length < 1_000);
  });
});
