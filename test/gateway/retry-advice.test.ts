import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

describe('what clients are told of trying again', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  /** In the sandbox, where a provoked failure is not held against the channel. */
  const fail = (directive: string) =>
    gateway.post(
      '/v1/images/generations',
      { model: 'nano-banana-pro', prompt: `fail #emulate(${directive})` },
      { authorization: `Bearer ${gateway.testKey}` },
    );

  it('a final failure that has no other honest status than 5xx says that a retry is in vain', async () => {
    const denied = await fail('status, code=401');
    assert.deepEqual([denied.status, denied.headers.get('x-should-retry')], [502, 'false']);
  });

  it('what no channel can do, now or later, is final, says what would help, and so when it is replayed', async () => {
    const ask = async () => {
      const response = await gateway.post(
        '/v1/images/generations',
        { model: 'nano-banana-2', prompt: 'for a value channel' },
        { 'x-plantain-strategy': 'value', 'idempotency-key': 'no-value-channel' },
      );
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      const advice = ['x-should-retry', 'retry-after', 'retry-after-ms'];
      return {
        told: [response.status, error.code, ...advice.map((name) => response.headers.get(name))],
        error,
      };
    };
    for (const { told, error } of [await ask(), await ask()]) {
      assert.deepEqual(told, [503, 'get_channel_failed', 'false', null, null]);
      assert.match(
        error.message,
        /^No value channel can .* Send x-plantain-strategy: auto, or ask the operator/,
      );
    }
  });

  it('what may pass says how long to wait, never longer than clients listen to', async () => {
    const short = await fail('status, code=429, retry=3s');
    assert.deepEqual([short.status, short.headers.get('x-should-retry')], [429, null]);
    assert.deepEqual([short.headers.get('retry-after'), short.headers.get('retry-after-ms')], ['3', '3000']);
    const long = await fail('status, code=429, retry=600s');
    assert.deepEqual([long.headers.get('retry-after'), long.headers.get('retry-after-ms')], ['59', '59000']);
  });

  it('pictures that were paid for and cannot be read now are not to be made again, and it is said where they are', async () => {
    const body = { model: 'nano-banana-2', prompt: 'kept', n: 2, response_format: 'b64_json' };
    const ask = () => gateway.post('/v1/images/generations', body, { 'idempotency-key': 'read-again' });
    const first = await ask();
    const wanted = await first.text();
    const id = first.headers.get('x-plantain-generation') as string;
    const archive = path.join(gateway.dataFolder, 'artifacts');
    const files = (await readdir(archive, { recursive: true })).filter((file) => file.includes(id)).sort();
    assert.deepEqual([first.status, files.length], [200, 2]);
    const picture = path.join(archive, files[0] as string);

    // A socket in its place is an error of the disk, and not a file that is missing.
    const folder = await mkdtemp(path.join(tmpdir(), 's-'));
    const short = path.join(folder, 's');
    const socket = createServer().listen(short);
    await once(socket, 'listening');
    await rename(picture, `${short}.png`);
    await rename(short, picture);
    const refused = await ask();
    const { error } = (await refused.json()) as { error: { code: string; message: string } };
    assert.deepEqual([refused.status, error.code], [503, 'archive_unavailable']);
    assert.match(error.message, new RegExp(`${id} was made and charged.*GET /v1/generations/${id}`));
    const advice = ['x-should-retry', 'retry-after', 'x-plantain-generation'];
    assert.deepEqual(
      advice.map((name) => refused.headers.get(name)),
      ['false', null, id],
    );

    socket.close();
    await rename(`${short}.png`, picture);
    await rm(folder, { recursive: true });
    assert.equal(await (await ask()).text(), wanted);
  });
});
