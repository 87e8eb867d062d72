import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const program = fileURLToPath(new URL('../../cli/plantain.js', import.meta.url));

interface ToolAnswer {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: {
    readonly id: string;
    readonly status?: string;
    readonly images?: object[];
    readonly error?: string;
    readonly retry_after_seconds?: number;
  };
  readonly isError?: boolean;
}

describe('a tool call over MCP', () => {
  let gateway: TestGateway;
  let aheadMs = 0;
  before(async () => {
    gateway = await startGateway({ clock: { now: () => Date.now() + aheadMs } });
  });
  after(() => gateway.close());

  async function call(name: string, values: object, headers: Record<string, string> = {}) {
    const params = { name, arguments: values };
    const answer = await gateway.post(
      '/mcp',
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
      headers,
    );
    const body = await answer.text();
    assert.equal(answer.status, 200, body);
    return (JSON.parse(body) as { result: ToolAnswer }).result;
  }
  const wordsOf = ({ content }: ToolAnswer) => content.map(({ text }) => text).join('\n');

  it('is answered over stdio although nothing more is asked', async () => {
    const child = spawn(process.execPath, [program, 'mcp', '--url', gateway.url], {
      env: { PATH: process.env.PATH, PLANTAIN_KEY: gateway.liveKey },
    });
    const params = { name: 'generate_image', arguments: { prompt: 'piped' } };
    child.stdin.end(`${JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params })}\n`);
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    const { id, result } = JSON.parse(output) as { id: number; result: ToolAnswer };
    assert.deepEqual([code, id, result.structuredContent?.images?.length], [0, 7, 1]);
  });

  it('takes the wishes of its headers, and refuses those that cannot be', async () => {
    const pinned = await call('generate_image', { prompt: 'x' }, { 'x-plantain-channel': 'upstream' });
    assert.match(wordsOf(pinned), /may not choose a channel/);
    const wrong = await call('generate_image', { prompt: 'x' }, { 'x-plantain-strict': 'perhaps' });
    assert.match(wordsOf(wrong), /x-plantain-strict must be true or false/);
    // The one channel is official.
    const value = await call('generate_image', { prompt: 'x' }, { 'x-plantain-strategy': 'value' });
    assert.equal(value.isError, true, wordsOf(value));
    const { key } = await gateway.app.keys.create({
      mode: 'live',
      name: 'pins',
      settings: { pinChannels: true },
    });
    const made = await call(
      'generate_image',
      { prompt: 'x' },
      { authorization: `Bearer ${key}`, 'x-plantain-channel': 'upstream' },
    );
    assert.ok(!made.isError, wordsOf(made));
  });

  it('makes one generation of two calls with one Idempotency-Key, and refuses it for another call', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await call('generate_image', { prompt: 'A fig' }, headers);
    const again = await call('generate_image', { prompt: 'A fig' }, headers);
    assert.equal(first.structuredContent?.status, 'succeeded', wordsOf(first));
    assert.equal(again.structuredContent?.id, first.structuredContent?.id);
    const other = await call('generate_image', { prompt: 'A pear' }, headers);
    assert.equal(other.isError, true);
  });

  it('says the seconds to wait in words and as a number, where there is no header to look at', async () => {
    const settings = { requestsPerMinute: 1 };
    const { key } = await gateway.app.keys.create({ mode: 'live', name: 'hurried', settings });
    const headers = { authorization: `Bearer ${key}` };
    await call('generate_image', { prompt: 'A fig' }, headers);
    const refused = await call('generate_image', { prompt: 'A pear' }, headers);
    const { error, retry_after_seconds: seconds = 0 } = refused.structuredContent ?? {};
    assert.equal(error, 'rate_limited', wordsOf(refused));
    assert.ok(seconds >= 1 && seconds <= 60, wordsOf(refused));
    const unit = seconds === 1 ? 'second' : 'seconds';
    assert.equal(wordsOf(refused), `Too many requests. Wait ${seconds} ${unit} before the next call.`);
  });

  it('says how a local file gets the URL it needs', async () => {
    for (const image of ['/home/me/desk.png', 'data:image/png;base64,AAAA']) {
      const refused = await call('edit_image', { prompt: 'At night', images: [image] });
      assert.equal(refused.isError, true);
      assert.match(wordsOf(refused), /images\[0\] must be an http\(s\) URL.*\/v1\/files\/uploads/);
    }
  });

  it('says that a picture has expired instead of breaking off', async () => {
    const made = await call('generate_image', { prompt: 'A quince' });
    const id = made.structuredContent?.id;
    aheadMs = 15 * 86_400_000 + 1_000;
    for (const tool of ['wait_for_image', 'fetch_image']) {
      const gone = await call(tool, { id });
      assert.equal(gone.isError, true);
      assert.match(wordsOf(gone), /have expired and are deleted/);
    }
    aheadMs = 0;
  });
});
