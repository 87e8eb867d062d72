import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { ChannelEntry } from '../../src/channels/channel-entry.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const entry = (id: string, priority: number, base_url: string): ChannelEntry => ({
  id,
  provider: id === 'other' ? 'openai-compatible' : 'gemini-api',
  base_url,
  credential: 'canary-channel-credential',
  tier: 'official',
  priority,
  enabled: true,
  settings: {},
});

describe('a channel that no request can be written to', () => {
  let gateway: TestGateway;
  let upstream: Emulator;
  before(async () => {
    upstream = await startEmulator({ port: 0 });
    // As older versions took them.
    const channels = [
      entry('unwritable', 1, 'localhost:4890'),
      entry('other', 2, 'http://user:canary-password@127.0.0.1'),
      entry('good', 3, upstream.url),
    ];
    gateway = await startGateway({ config: { channels } });
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  const draw = async () => {
    const response = await gateway.post('/v1/images/generations', {
      model: 'nano-banana-2',
      prompt: 'a plantain',
    });
    await response.arrayBuffer();
    return [response.status, response.headers.get('x-plantain-channel')];
  };

  it('fails as a channel does: others are tried, and after some calls it is left alone', async () => {
    for (let count = 0; count < 8; count += 1) assert.deepEqual(await draw(), [200, 'good']);
    assert.match(gateway.logText(), /"channel":"unwritable"[^\n]*its circuit is open/);
  });

  it('is logged with the cause, and without a secret', () => {
    const lines = gateway.logText().split('\n');
    const told = lines.find((line) => /"channel":"unwritable"[^\n]*cannot be asked/.test(line));
    assert.match(told ?? '', /no request to the channel can be written: neither http: nor https:/);
    assert.ok(lines.some((line) => /"channel":"other"[^\n]*credentials in the URL/.test(line)));
    for (const line of lines) assert.ok(!line.includes('canary-'), line);
  });
});
