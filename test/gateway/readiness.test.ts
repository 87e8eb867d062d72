import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { startProcess } from './process.test.kit.ts';

it('/readyz says soon that an archive is away which takes connections and never speaks', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-ready-'));
  const silent = net.createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const gateway = await startProcess({
    PLANTAIN_DATA_DIR: folder,
    PLANTAIN_ARTIFACTS: 's3://bucket/images',
    PLANTAIN_S3_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'y',
    PLANTAIN_LOG_LEVEL: 'error',
  });
  try {
    const response = await fetch(`${gateway.url}/readyz`, { signal: AbortSignal.timeout(20_000) });
    assert.equal(response.status, 503);
    assert.deepEqual(await response.json(), { status: 'unavailable', failing: ['archive'] });
  } finally {
    await gateway.end('SIGKILL');
    silent.close();
    await rm(folder, { recursive: true, force: true });
  }
});
