import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startEmulator } from '../../emulator/index.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { relayEntry, serve, type TestServer } from './relay.test.kit.ts';

type Emulator = Awaited<ReturnType<typeof startEmulator>>;

let emulator: Emulator;
let tokenServer: TestServer;
let gateway: TestGateway;
let exchanges = 0;
let release: () => void;
let held = new Promise<void>((resolve) => {
  release = resolve;
});

before(async () => {
  emulator = await startEmulator();
  const account = await emulator.serviceAccount();
  // In front of the emulator's own endpoint: it counts, and answers when the test says so.
  tokenServer = await serve(async (request, response, body) => {
    exchanges += 1;
    await held;
    const answer = await fetch(account.token_uri as string, {
      method: 'POST',
      headers: { 'content-type': request.headers['content-type'] ?? '' },
      body,
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  });
  gateway = await startGateway({
    config: {
      channels: [
        relayEntry({
          id: 'vertex',
          provider: 'vertex-ai',
          base_url: emulator.url,
          credential: JSON.stringify(account),
          settings: { token_url: `${tokenServer.url}/token` },
        }),
      ],
    },
  });
});
after(async () => {
  await gateway.close();
  tokenServer.close();
  await emulator.close();
});

it('six requests that need a token wait for one exchange', async () => {
  const all = Array.from({ length: 6 }, (_, index) =>
    gateway.post('/v1/images/generations', { model: 'nano-banana', prompt: `burst ${index}` }),
  );
  while (exchanges === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  release();
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  assert.deepEqual(new Set(statuses), new Set([200]), gateway.logText());
  assert.equal(exchanges, 1);
  emulator.revokeTokens();
  held = Promise.resolve();
  const again = Array.from({ length: 3 }, (_, index) =>
    gateway.post('/v1/images/generations', { model: 'nano-banana', prompt: `revoked ${index}` }),
  );
  const later = (await Promise.all(again)).map(({ status }) => status);
  assert.deepEqual(new Set(later), new Set([200]), gateway.logText());
  assert.equal(exchanges, 2, 'those that met the revoked token share the next one');
});
