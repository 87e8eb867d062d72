import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startEmulator } from '../../emulator/index.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

type Emulator = Awaited<ReturnType<typeof startEmulator>>;

const token = 'canary-admin-token-0123456789';
const model = 'nano-banana-pro';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly rows: { readonly passed: number; readonly failed: number };
  readonly finished_at: string | null;
}

describe('what the upstream does by itself', () => {
  let google: Emulator;
  let gateway: TestGateway;
  before(async () => {
    google = await startEmulator({});
    const account = JSON.stringify(await google.serviceAccount());
    const channel = (id: string, provider: string, credential: string, settings = {}) => ({
      id,
      provider,
      credential,
      settings,
      base_url: google.url,
      tier: 'official' as const,
      priority: 1,
      enabled: true,
    });
    gateway = await startGateway({
      env: { PLANTAIN_ADMIN_TOKEN: token },
      config: {
        channels: [
          channel('vertex', 'vertex-ai', account, { location: 'us-central1' }),
          channel('express', 'vertex-ai', 'an-express-key'),
          channel('studio', 'gemini-api', 'a-studio-key', { api_version: 'v1' }),
        ],
      },
    });
  });
  after(async () => {
    await gateway.close();
    await google.close();
  });

  async function ask<Body>(method: string, target: string, body?: unknown): Promise<Body> {
    const response = await fetch(`${gateway.url}/admin/v1/verification${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    assert.ok(response.ok, `${target}: ${response.status} ${await response.clone().text()}`);
    return (await response.json()) as Body;
  }

  const places = {
    vertex: /^\/v1beta1\/projects\/[^/]+\/locations\/us-central1\/publishers\/google\/models\//,
    express: /^\/v1beta1\/publishers\/google\/models\//,
    studio: /^\/v1\/models\//,
  };
  for (const [channel, place] of Object.entries(places)) {
    it(`is asked of ${channel} with the channel's own credential, beside what comes through the gateway`, async () => {
      const before = google.requests.length;
      const wish = { channel, models: [model], contracts: ['gemini'], features: ['text-to-image'] };
      let run = await ask<Run>('POST', '/runs', { ...wish, cap_usd: 10 });
      while (run.finished_at === null) {
        await new Promise((resolve) => setTimeout(resolve, 25));
        run = await ask<Run>('GET', `/runs/${run.id}`);
      }
      assert.deepEqual([run.status, run.rows], ['done', { passed: 2, failed: 0 }]);
      const calls = google.requests.slice(before).filter(({ path }) => path.includes(':generateContent'));
      assert.deepEqual([calls.length, calls[0]?.path], [2, calls[1]?.path]);
      assert.match(calls[0]?.path ?? '', place);
      const { data } = await ask<{ data: { surface: string; status: string }[] }>(
        'GET',
        `/table?model=${model}&contract=gemini&status=Verified`,
      );
      assert.deepEqual(data.map(({ surface }) => surface).sort(), ['gateway', 'upstream']);
    });
  }
});
