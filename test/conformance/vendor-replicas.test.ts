import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startEmulator } from '../../emulator/index.ts';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { createTask, endOfTask, quickPolls, relayEntry } from './relay.test.kit.ts';
import { startReplica, type Vendor, type VendorReplica } from './vendor-replicas.test.kit.ts';

const channels: Record<Vendor, { provider: string; settings: Record<string, unknown> }> = {
  crazyrouter: { provider: 'openai-compatible', settings: { gateway: 'crazyrouter' } },
  vtrix: { provider: 'model-generation', settings: quickPolls },
  apixo: { provider: 'generate-task', settings: quickPolls },
};
const vendors = Object.keys(channels) as Vendor[];

describe('a request through a gateway of another vendor', () => {
  let emulator: Awaited<ReturnType<typeof startEmulator>>;
  let photos: PhotoServer;
  let gateway: TaskGateway;
  const replicas = new Map<Vendor, VendorReplica>();
  const keys = new Map<Vendor, string>();

  before(async () => {
    emulator = await startEmulator();
    photos = await startPhotoServer();
    for (const vendor of vendors) replicas.set(vendor, await startReplica(vendor, emulator.url));
    const entry = (vendor: Vendor) =>
      relayEntry({
        id: vendor,
        ...channels[vendor],
        base_url: replicas.get(vendor)?.url as string,
        credential: replicas.get(vendor)?.key as string,
        capabilities: { several_references: true },
        cost: { 'nano-banana-2': { '1K': 0.02, '2K': 0.04 } },
      });
    gateway = await startTaskGateway({ config: { channels: vendors.map(entry) } });
    for (const name of vendors) {
      const settings = { pinChannels: true };
      keys.set(name, (await gateway.app.keys.create({ mode: 'live', name, settings })).key);
    }
  });
  after(async () => {
    await gateway.close();
    for (const replica of replicas.values()) replica.close();
    await photos.close();
    await emulator.close();
  });

  for (const vendor of vendors) {
    const generate = async (body: Record<string, unknown>) => {
      const before = replicas.get(vendor)?.taken() ?? 0;
      const response = await gateway.post(
        '/v1/images/generations',
        { model: 'nano-banana-2', ...body },
        { authorization: `Bearer ${keys.get(vendor)}`, 'x-plantain-channel': vendor },
      );
      const json = (await response.json()) as { data?: { url: string }[]; error?: { code: string } };
      const id = response.headers.get('x-plantain-generation') ?? '';
      const taken = (replicas.get(vendor)?.taken() ?? 0) - before;
      return { response, json, id, taken, receipt: await gateway.receiptOf(id) };
    };

    it(`comes back right from ${vendor}: ratio, size, format, cost, one submission`, async () => {
      const { response, json, id, taken } = await generate({
        prompt: 'far away',
        aspect_ratio: '16:9',
        resolution: '2K',
        output_format: 'png',
      });
      assert.equal(response.status, 200, JSON.stringify(json) + gateway.logText());
      assert.equal(response.headers.get('x-plantain-omitted'), null);
      const picture = await fetch(json.data?.[0]?.url as string);
      const { width, height, format } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata();
      assert.deepEqual([width, height, format, taken], [2752, 1536, 'png', 1]);
      assert.deepEqual(await gateway.attemptCosts(id), [40_000]);
      assert.equal(response.headers.get('x-plantain-channel'), vendor);
    });

    it(`brings its references to the model behind ${vendor}`, async () => {
      const image_input = [`${photos.url}/photo.jpeg`, `${photos.url}/photo.jpeg?2`];
      const { response, json } = await generate({ prompt: 'both', image_input });
      assert.equal(response.status, 200, JSON.stringify(json));
      const body = JSON.stringify(emulator.requests.at(-1)?.body);
      assert.equal(body.match(/inlineData/g)?.length, 2);
    });

    it(`is blocked when the model behind ${vendor} blocks it, after one submission and for nothing`, async () => {
      const { response, taken, receipt, id } = await generate({
        prompt: '#emulate(block, reason=PROHIBITED_CONTENT)',
      });
      assert.deepEqual([response.status, taken, receipt.chargedMicros], [400, 1, 0]);
      assert.deepEqual(
        receipt.attempts.map(({ result }) => result),
        ['content_blocked'],
      );
      assert.deepEqual(await gateway.attemptCosts(id), [0]);
    });
  }

  it('leaves out and reports what a vendor has no word for', async () => {
    const response = await gateway.post(
      '/v1/images/generations',
      { model: 'nano-banana-2', prompt: 'small', resolution: '0.5K' },
      { authorization: `Bearer ${keys.get('crazyrouter')}`, 'x-plantain-channel': 'crazyrouter' },
    );
    assert.equal(response.status, 200);
    assert.match(response.headers.get('x-plantain-omitted') ?? '', /resolution/);
  });

  it('goes from a task surface to a task gateway and back', async () => {
    const id = await createTask(gateway.url, gateway.liveKey, { prompt: 'task to task', resolution: '2K' });
    const ended = await endOfTask(gateway.url, gateway.liveKey, id);
    assert.equal(ended.state, 'success', gateway.logText());
    assert.ok(ended.urls[0]?.startsWith(gateway.url));
  });

  it('leaves no credential of a vendor in log or records', () => {
    assert.doesNotMatch(gateway.logText(), /sk-\w+-canary/);
  });
});
