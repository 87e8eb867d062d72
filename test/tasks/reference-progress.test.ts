import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { generationAnswer } from '../../src/protocols/generations/answers.ts';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a36' } })
  .png()
  .toBuffer();

describe('the progress of references', () => {
  let gateway: TaskGateway;
  let host: string;
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/held')) held.push(response);
    else if (request.url?.startsWith('/gone')) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'image/png' }).end(png);
  });
  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    gateway = await startTaskGateway();
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await gateway.close();
  });

  const headers = () => ({
    authorization: `Bearer ${gateway.liveKey}`,
    'content-type': 'application/json',
  });
  const create = async (paths: string[], wait = 0) => {
    const references = paths.map((name) => `http://${host}${name}?signature=canary`);
    const response = await fetch(`${gateway.url}/v1/generations`, {
      method: 'POST',
      headers: headers(),
      body: JSON.stringify({ model: 'nano-banana-2', prompt: 'x', references, wait }),
    });
    return generationAnswer.parse(await response.json());
  };
  /** The events as they come. */
  async function* eventsOf(id: string) {
    const response = await fetch(`${gateway.url}/v1/generations/${id}/events`, { headers: headers() });
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const events = text.split('\n\n');
      text = events.pop() as string;
      for (const event of events) {
        if (event.startsWith('event: generation'))
          yield generationAnswer.parse(JSON.parse(event.split('data: ')[1] as string));
      }
    }
  }
  const statesOf = ({ references }: { references: { items: { state: string }[] } | null }) =>
    references?.items.map(({ state }) => state).join(' ');

  it('stands in each event: how many are there, and of each where from, what and how long', async () => {
    const { id, references: first } = await create(['/a', '/held', '/b']);
    assert.deepEqual([first?.total, first?.ready], [3, 0]);
    const seen: string[] = [];
    let last: Awaited<ReturnType<typeof create>> | undefined;
    for await (const event of eventsOf(id)) {
      last = event;
      seen.push(`${event.references?.ready} of ${event.references?.total}: ${statesOf(event)}`);
      if (event.references?.ready === 2) held.shift()?.end(png);
    }
    assert.ok(seen.includes('2 of 3: ready fetching ready'), seen.join('; '));
    assert.equal(seen.at(-1), '3 of 3: ready ready ready');
    assert.equal(last?.status, 'succeeded');
    for (const item of last?.references?.items ?? []) {
      const { duration_ms, ...rest } = item;
      assert.ok(Number.isInteger(duration_ms));
      assert.deepEqual(rest, {
        state: 'ready',
        host,
        from: 'network',
        media_type: 'image/png',
        width: 40,
        height: 30,
        size_bytes: png.length,
      });
    }
    assert.ok(!JSON.stringify(last?.references).includes('canary'));
  });

  it('tells what came from the cache and from the archive, in the receipt and in the metrics', async () => {
    const earlier = await create(['/a'], 60);
    const own = earlier.images[0]?.url as string;
    const response = await fetch(`${gateway.url}/v1/generations`, {
      method: 'POST',
      headers: headers(),
      body: JSON.stringify({
        model: 'nano-banana-2',
        prompt: 'x',
        references: [`http://${host}/a?signature=canary`, own, `http://${host}/new`],
        wait: 60,
      }),
    });
    const { references } = generationAnswer.parse(await response.json());
    assert.deepEqual(
      references?.items.map(({ from }) => from),
      ['cache', 'archive', 'network'],
    );
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    for (const from of ['network', 'cache', 'archive']) {
      assert.match(metrics, new RegExp(`plantain_references_total\\{from="${from}"\\} [1-9]`));
    }
    assert.match(metrics, /plantain_reference_cache_bytes [1-9]/);
  });

  it('tells which one failed, and that the others were stopped for it', async () => {
    const failed = await create(['/held-too', '/gone'], 60);
    assert.equal(failed.error?.code, 'reference_unreachable');
    assert.equal(statesOf(failed), 'stopped failed');
    assert.deepEqual([failed.references?.ready, failed.references?.total], [0, 2]);
  });
});
