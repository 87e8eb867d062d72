import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import type { ChannelEntry } from '../channels/channel-entry.ts';
import type { Caller } from '../generation/caller.ts';
import type { Failure } from '../generation/failure.ts';
import type { Model } from '../generation/model.ts';
import { createOutbound, type Outbound } from '../lib/outbound.ts';
import { createCountTokens } from './count-tokens.ts';
import { catalog, channelsOf, testRouter } from './routing.test.kit.ts';

let outbound: Outbound;
let asked: string[] = [];
/** Called with the key of each call. */
let onCall: () => void = () => undefined;
const server = createServer((request, response) => {
  request.resume();
  asked.push(request.headers['x-goog-api-key'] as string);
  onCall();
  response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"busy"}}');
});
before(async () => {
  outbound = createOutbound();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => {
  outbound.close();
  server.closeAllConnections();
  server.close();
});

const caller = { mode: 'live', settings: {} } as Caller;
const body = { skeleton: { contents: [] }, spools: [] };

/** Counts on channels of which each fails; resolves with the keys that were used and the failure. */
async function countOn(...entries: readonly (Partial<ChannelEntry> & { id: string })[]) {
  const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const test = testRouter(channelsOf(...entries.map((entry) => ({ base_url, ...entry }))));
  const count = createCountTokens({ router: test.router, clock: test.clock, outbound });
  asked = [];
  const ask = () =>
    count(catalog.find('nano-banana-2') as Model, body, caller).catch((error: Failure) => error.code);
  return { ask, clock: test.clock };
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id }));

it('asks four channels at most', async () => {
  const { ask } = await countOn(...ids);
  assert.equal(await ask(), 'upstream_unavailable');
  assert.equal(asked.length, 4);
});

it('begins no call after twenty seconds', async () => {
  const { ask, clock } = await countOn(...ids);
  onCall = () => {
    clock.ms += 12_000;
  };
  assert.equal(await ask(), 'upstream_unavailable');
  assert.equal(asked.length, 2);
  onCall = () => undefined;
});

it('keeps to the limits of a channel, and counts against them', async () => {
  const limits = { requests_per_minute: 3 };
  const { ask } = await countOn({
    id: 'only',
    limits,
    models: { 'nano-banana-2': ['gemini-3.1-flash-image'] },
  });
  for (let turn = 0; turn < 3; turn += 1) assert.equal(await ask(), 'upstream_unavailable');
  assert.equal(await ask(), 'no_channel');
  assert.equal(asked.length, 3);
});
