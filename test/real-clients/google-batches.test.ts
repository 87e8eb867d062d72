import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { tableOf } from './client-table.ts';
import { failureOf } from './failure-of.ts';
import { ApiError, type BatchJob, connectGoogle, type GoogleClient, imageParts } from './google-client.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { measureBase64 } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const model = 'gemini-3.1-flash-image';
const can = tableOf('@google/genai', installedVersion('@google/genai'));

describe(`batches of the Google client (${clientFolder})`, () => {
  let gateway: ServedGateway;
  let photos: PhotoServer;
  let client: GoogleClient;
  before(async () => {
    [gateway, photos] = await Promise.all([startServedGateway(), startPhotoServer()]);
    client = connectGoogle(gateway.origin, gateway.liveKey);
  });
  after(async () => {
    await photos.close();
    await gateway.close();
  });

  /** As the package's documentation does: it asks until the job has ended. */
  const ended = async ({ name }: BatchJob): Promise<BatchJob> => {
    for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
      const job = await client.batches.get({ name });
      if (!['JOB_STATE_PENDING', 'JOB_STATE_RUNNING'].includes(job.state)) return job;
      assert.ok(Date.now() < deadline, `still ${job.state}`);
    }
  };

  can('G1', 'batch', 'inlined requests come back in order, each with its picture or its error', async () => {
    const photo = Buffer.from(await (await fetch(`${photos.url}/photo.png`)).arrayBuffer());
    const inlineData = { mimeType: 'image/png', data: photo.toString('base64') };
    const cost = await gateway.costOf(async () => {
      const created = await client.batches.create({
        model,
        src: [
          { contents: 'A pear', config: { imageConfig: { aspectRatio: '16:9' } } },
          { contents: '#emulate(block, reason=IMAGE_SAFETY)' },
          { contents: [{ text: 'At night' }, { inlineData }], config: { responseModalities: ['IMAGE'] } },
        ],
        config: { displayName: 'fruit' },
      });
      assert.match(created.name, /^batches\/[0-9a-f]{32}$/);
      const job = await ended(created);
      assert.deepEqual([job.state, job.displayName], ['JOB_STATE_SUCCEEDED', 'fruit']);
      const [pear, blocked, night] = job.dest?.inlinedResponses ?? [];
      const sizes = [pear, night].map((one) =>
        measureBase64(imageParts(one?.response ?? {})[0]?.data as string),
      );
      assert.deepEqual(
        (await Promise.all(sizes)).map(({ size }) => size),
        // The second has the shape of its picture.
        ['1376x768', '1264x848'],
      );
      assert.equal(blocked?.error?.code, 400);
      assert.match(blocked?.error?.message ?? '', /content policy/);
    });
    assert.deepEqual([cost.calls, cost.generations], [3, 3]);
    const sent = gateway.upstream.requests.map(({ body }) => JSON.stringify(body)).join('\n');
    assert.match(sent, new RegExp(`<base64 of ${photo.length} bytes>`));
  });

  can('G1', 'batch', 'batches are listed, cancelled and deleted', async () => {
    const created = await client.batches.create({
      model,
      src: [{ contents: 'Slow #emulate(latency, ms=500)' }],
      config: { displayName: 'slow' },
    });
    await client.batches.cancel({ name: created.name });
    const { state } = await ended(created);
    // What had gone upstream before could not be taken back.
    assert.ok(['JOB_STATE_CANCELLED', 'JOB_STATE_SUCCEEDED'].includes(state), state);
    const names: string[] = [];
    for await (const job of await client.batches.list()) names.push(job.name);
    assert.ok(names.includes(created.name));
    await client.batches.delete({ name: created.name });
    assert.ok((await failureOf(client.batches.get({ name: created.name }))) instanceof ApiError);
  });
});
