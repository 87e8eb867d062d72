import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { issue, withoutOpenssl } from '../../src/lib/http-client/certificate.test.kit.ts';
import { startProxy, type TestProxy } from '../../src/lib/http-client/proxy.test.kit.ts';
import { type GatewayProcess, runCommand, startProcess } from './process.test.kit.ts';

const password = 'canary-of-the-proxy';
const login = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;

describe('a gateway whose upstreams are behind a proxy', {
  skip: withoutOpenssl,
}, () => {
  let folder: string;
  let upstream: Emulator;
  let secure: Server;
  let proxy: TestProxy;
  let env: Record<string, string>;
  let gateway: GatewayProcess | undefined;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-proxy-'));
    upstream = await startEmulator({ recorded: 0 });
    const { key, certificate, authority } = issue('upstream.test');
    secure = createServer({ key, cert: certificate }, (request, response) => {
      const { method, url, headers } = request;
      const onward = http.request(upstream.url + url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode as number, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;
    proxy = await startProxy({ login, names: { 'upstream.test': '127.0.0.1' } });
    const file = path.join(folder, 'channels.yaml');
    await writeFile(
      file,
      `channels:\n  - { id: far, provider: gemini-api, credential: x, base_url: "https://upstream.test:${port}" }\n`,
    );
    await writeFile(path.join(folder, 'ca.pem'), authority);
    env = {
      PLANTAIN_DATA_DIR: folder,
      PLANTAIN_CONFIG: file,
      PLANTAIN_UPSTREAM_PROXY: `http://me:${password}@127.0.0.1:${proxy.port}`,
      NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem'),
    };
  });
  after(async () => {
    await gateway?.end();
    await proxy?.close();
    secure?.closeAllConnections();
    secure?.close();
    await upstream?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('finds them, as the doctor does, and tells nobody the password of the proxy', async () => {
    const checked = await runCommand(['doctor'], { PORT: '0', ...env });
    assert.match(checked.output, /https:\/\/upstream\.test:\d+ answers/);
    gateway = await startProcess(env);
    const { output } = await runCommand(['keys', 'create', '--live', '--json'], env);
    const { key } = JSON.parse(output) as { key: string };
    const response = await fetch(`${gateway.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nano-banana-2', prompt: 'a pear beyond the wall' }),
    });
    assert.equal(response.status, 200, await response.text());
    assert.ok(proxy.asked.length > 1);
    for (const text of [checked.output, gateway.output()]) assert.ok(!text.includes(password));
  });

  it('says so when the setting is none, and does not repeat it', async () => {
    const wrong = { ...env, PLANTAIN_UPSTREAM_PROXY: `socks5://me:${password}@127.0.0.1` };
    const { code, output } = await runCommand(['doctor'], wrong);
    assert.notEqual(code, 0);
    assert.match(output, /PLANTAIN_UPSTREAM_PROXY: must be http:\/\/host:port/);
    assert.ok(!output.includes(password));
  });
});
