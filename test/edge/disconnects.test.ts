import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

const adminToken = 'an-admin-token-for-disconnecting-clients';

interface Receipt {
  readonly id: string;
  readonly status: string;
  readonly error: { readonly code: string } | null;
  readonly images: readonly { readonly url: string }[];
}

describe('a client that goes away', () => {
  let gateway: TestGateway;
  let host: Server;
  /** Of the picture a request refers to: answered when the test wants it. */
  let waiting: ServerResponse[] = [];
  let gone = 0;
  let picture: string;
  let png: Buffer;
  before(async () => {
    png = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#a36' } })
      .png()
      .toBuffer();
    host = createServer((_, response) => {
      waiting.push(response);
      response.on('close', () => {
        if (!response.writableEnded) gone += 1;
      });
    }).listen(0, '127.0.0.1');
    await once(host, 'listening');
    picture = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
    gateway = await startGateway({ env: { PLANTAIN_ADMIN_TOKEN: adminToken } });
  });
  after(async () => {
    await gateway.close();
    host.closeAllConnections();
    host.close();
  });

  const headers = (more: Record<string, string> = {}) => ({
    authorization: `Bearer ${gateway.liveKey}`,
    'content-type': 'application/json',
    ...more,
  });
  const routes = {
    generate: '/v1/images/generations',
    relay: '/v1beta/models/nano-banana-2:generateContent',
  };
  const send = (path: string, body: object, signal: AbortSignal | null, more?: Record<string, string>) =>
    fetch(gateway.url + path, { method: 'POST', headers: headers(more), body: JSON.stringify(body), signal });

  async function newest(): Promise<Receipt> {
    const response = await fetch(`${gateway.url}/v1/generations?limit=1`, { headers: headers() });
    const { data } = (await response.json()) as { data: Receipt[] };
    return data[0] as Receipt;
  }
  async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (const endMs = Date.now() + 30_000; Date.now() < endMs; await sleep(10)) if (await isSo()) return;
    assert.fail(what);
  }
  const ended = () => until('it has ended', async () => !/queued|running/.test((await newest()).status));
  async function books() {
    const response = await fetch(`${gateway.url}/admin/v1/accounts/default`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    const { balances } = (await response.json()) as {
      balances: { live: { held_micros: number; spent_micros: number } };
    };
    return balances.live;
  }

  it('EDGE-11: while its reference is fetched ends the fetch, reaches no upstream and holds no money', async () => {
    const { spent_micros: spent } = await books();
    const leave = new AbortController();
    const request = { model: 'nano-banana-2', prompt: 'x', image_input: [`${picture}/1.png`] };
    const answer = send(routes.generate, request, leave.signal).catch(() => 'left');
    await until('the reference is asked for', () => waiting.length === 1);
    assert.ok((await books()).held_micros > 0);
    leave.abort();
    assert.equal(await answer, 'left');
    await until('its fetch ends', () => gone === 1);
    await ended();
    const { status, error } = await newest();
    assert.deepEqual([status, error?.code], ['failed', 'cancelled']);
    assert.equal(gateway.upstream.requests.length, 0);
    assert.deepEqual(await books(), { ...(await books()), held_micros: 0, spent_micros: spent });
    waiting = [];
  });

  it('while its reference is fetched finds it done when it comes back with its Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'comes-back' };
    const leave = new AbortController();
    const request = { model: 'nano-banana-2', prompt: 'x', image_input: [`${picture}/2.png`] };
    const answer = send(routes.generate, request, leave.signal, key).catch(() => 'left');
    await until('the reference is asked for', () => waiting.length === 1);
    leave.abort();
    assert.equal(await answer, 'left');
    waiting[0]?.setHeader('content-type', 'image/png').end(png);
    await ended();
    const again = await send(routes.generate, request, null, key);
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [200, 'true']);
    waiting = [];
  });

  it('EDGE-12: once it has gone upstream pays, and finds its images by their id', async () => {
    const prompt = 'x #emulate(latency, ms=700)';
    const bodies = {
      [routes.generate]: { model: 'nano-banana-2', prompt },
      [routes.relay]: { contents: [{ parts: [{ text: prompt }] }] },
    };
    for (const [path, body] of Object.entries(bodies)) {
      const { spent_micros: spent } = await books();
      const { length } = gateway.upstream.requests;
      const leave = new AbortController();
      const answer = send(path, body, leave.signal).catch(() => 'left');
      await until('it is upstream', () => gateway.upstream.requests.length > length);
      leave.abort();
      assert.equal(await answer, 'left');
      await ended();
      const { status, images } = await newest();
      assert.deepEqual([status, images.length], ['succeeded', 1], path);
      assert.equal((await fetch(images[0]?.url as string)).status, 200);
      const { held_micros, spent_micros } = await books();
      assert.ok(held_micros === 0 && spent_micros > spent, path);
    }
  });
});
