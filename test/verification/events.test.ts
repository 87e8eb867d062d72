import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Receiver, startReceiver } from '../callbacks/receiver.test.kit.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { type FaultyServer, startFaultyServer } from './faulty-upstream.test.kit.ts';

const token = 'canary-admin-token-0123456789';

describe('a capability that stops or starts to work', () => {
  let gateway: TestGateway;
  let upstream: FaultyServer;
  let receiver: Receiver;
  before(async () => {
    upstream = await startFaultyServer('http://127.0.0.1:1');
    receiver = await startReceiver();
    gateway = await startGateway({
      env: {
        PLANTAIN_ADMIN_TOKEN: token,
        PLANTAIN_VERIFY_HOURS: '1',
        PLANTAIN_VERIFY_CAP_USD: '0.05',
        PLANTAIN_VERIFY_CALLBACK_URL: receiver.url,
      },
      config: {
        channels: [
          {
            id: 'upstream',
            provider: 'gemini-api',
            base_url: upstream.url,
            credential: 'canary-channel-credential',
            tier: 'official',
            priority: 1,
            enabled: true,
            settings: {},
            models: { 'nano-banana-2-lite': ['gemini-3.1-flash-lite-image'] },
          },
        ],
      },
    });
    upstream.passTo(gateway.upstream.url);
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
    await receiver.close();
  });

  async function ask(method: string, target: string, body?: unknown) {
    const response = await fetch(`${gateway.url}/admin/v1/verification${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as Record<string, unknown> & { data: Record<string, unknown>[] };
  }
  /** The newest run, once it is over. */
  async function ended() {
    for (const startedMs = Date.now(); Date.now() - startedMs < 60_000; ) {
      const [run] = (await ask('GET', '/runs?limit=1')).data;
      if (run?.finished_at) return run;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('no run ends');
  }
  async function check() {
    const scope = { models: ['nano-banana-2-lite'], contracts: ['generations'], features: ['text-to-image'] };
    await ask('POST', '/runs', { channel: 'upstream', ...scope, cap_usd: 1 });
    return ended();
  }

  it('is looked for without being asked, with the models the channel serves, for what was allowed', async () => {
    const run = await ended();
    assert.deepEqual([run.reason, run.channel, run.cap_usd], ['channel-changed', 'upstream', '0.05']);
    const { data } = await ask('GET', '/table?status=Verified');
    assert.deepEqual([...new Set(data.map(({ model }) => model))], ['nano-banana-2-lite']);
  });

  it('is told to the operator by a signed callback, the log and a metric', async () => {
    assert.deepEqual((await check()).rows, { passed: 1, failed: 0 });
    upstream.faults = { request: () => 'Unknown name "imageOutputOptions"' };
    assert.deepEqual((await check()).rows, { passed: 0, failed: 1 });
    await receiver.until(1);
    upstream.faults = {};
    assert.deepEqual((await check()).rows, { passed: 1, failed: 0 });
    await receiver.until(2);
    const told = receiver.received.map(({ body }) => JSON.parse(body) as Told);
    assert.deepEqual(
      told.map(({ type, data }) => [type, data.case, data.channel]),
      ['failing', 'working'].map((word) => [
        `capability.${word}`,
        'nano-banana-2-lite/generations/text-to-image',
        'upstream',
      ]),
    );
    assert.match(told[0]?.data.message ?? '', /refused/);
    assert.match(String(receiver.received[0]?.headers['webhook-signature']), /^v1,/);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    const line = 'plantain_capability_changes_total{model="nano-banana-2-lite",contract="generations",to=';
    assert.ok(metrics.includes(`${line}"failing"} 1`) && metrics.includes(`${line}"working"} 1`));
    assert.match(gateway.logText(), /a capability stopped working/);
    assert.doesNotMatch(gateway.logText(), /canary-/);
  });
});

interface Told {
  readonly type: string;
  readonly data: { readonly case: string; readonly channel: string; readonly message: string | null };
}
