import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { type GatewayProcess, runCommand, startProcess } from './process.test.kit.ts';

const run = promisify(execFile);

describe('the first start', () => {
  let folder: string;
  let gateway: GatewayProcess;
  let env: Record<string, string>;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-first-'));
    env = { PLANTAIN_DATA_DIR: folder };
    gateway = await startProcess(env);
  });
  after(async () => {
    await gateway.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('prints one test key and a curl that, pasted, answers with an archived picture', async () => {
    const banner = gateway.output();
    const keys = banner.match(/pt_test_[A-Za-z0-9_]+/g) ?? [];
    assert.equal(keys.length, 1);
    const lines = banner.split('\n');
    const exported = lines.find((line) => line.includes('export PLANTAIN_KEY=')) as string;
    const start = lines.findIndex((line) => line.trim().startsWith('curl '));
    const pasted = [exported, ...lines.slice(start, start + 3)].join('\n');
    const { stdout } = await run('bash', ['-c', pasted]);
    const { data } = JSON.parse(stdout) as { data: { url: string }[] };
    const picture = await fetch(data[0]?.url as string);
    const { width, height } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata();
    assert.deepEqual([width, height], [1024, 1024]);
  });

  it('prints only links that answer', async () => {
    const links = gateway.output().match(/http:\/\/\S+(?:models|readyz|metrics)\b/g) ?? [];
    assert.equal(links.length, 3);
    const [, key] = /PLANTAIN_KEY=(\S+)/.exec(gateway.output()) as unknown as [string, string];
    for (const link of links) {
      assert.equal((await fetch(link, { headers: { authorization: `Bearer ${key}` } })).status, 200, link);
    }
  });

  it('makes further keys on request, lists them without the keys, and refuses revoked ones', async () => {
    const { output } = await runCommand(['keys', 'create', '--test', '--name', 'second'], env);
    const key = /pt_test_\w+/.exec(output)?.[0] as string;
    const ask = () => fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal((await ask()).status, 200);
    const list = await runCommand(['keys', 'list', '--json'], env);
    assert.ok(!list.output.includes(key));
    const entry = (JSON.parse(list.output) as { id: string; name: string }[]).find(
      ({ name }) => name === 'second',
    );
    assert.equal((await runCommand(['keys', 'revoke', entry?.id as string], env)).code, 0);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    assert.equal((await ask()).status, 401);
  });

  it('does not print a key again, drains on SIGTERM and keeps its data', async () => {
    assert.equal(await gateway.end('SIGTERM'), 0);
    gateway = await startProcess(env);
    assert.ok(!/PLANTAIN_KEY=pt_/.test(gateway.output()));
  });

  it('names every problem of a broken configuration at once', async () => {
    const file = path.join(folder, 'broken.yaml');
    await writeFile(file, 'channels:\n  - id: One Two\n    provider: gemini-api\n    credential: $NOT_SET\n');
    const { code, output } = await runCommand(['serve'], {
      PORT: '70000',
      PLANTAIN_ARTIFACTS: 'ftp://x',
      PLANTAIN_CONFIG: file,
      PLANTAIN_DATA_DIR: folder,
    });
    assert.equal(code, 1);
    for (const name of ['PORT', 'PLANTAIN_ARTIFACTS', 'channels.0.id'])
      assert.ok(output.includes(name), output);
  });
});
