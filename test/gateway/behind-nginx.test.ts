import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { missingProgram } from '../services/required-program.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const nginx = '/usr/sbin/nginx';

/** As it is configured by whoever configures nothing: its own Host, its own buffers. */
const configuration = (port: number, upstream: string) => `
daemon off;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server { listen 127.0.0.1:${port}; location / { proxy_pass ${upstream}; } }
}`;

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('behind nginx as it is', { skip: missingProgram(nginx) }, () => {
  let gateway: TestGateway;
  let proxy: ChildProcess;
  let folder: string;
  let origin: string;
  /** Past the proxy; all else of a gateway begins with its public URL. */
  let direct: string;
  before(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    gateway = await startGateway({ env: { PLANTAIN_PUBLIC_URL: origin } });
    direct = `http://127.0.0.1:${(gateway.app.server.server.address() as AddressInfo).port}`;
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-nginx-'));
    await mkdir(path.join(folder, 'logs'));
    await writeFile(path.join(folder, 'nginx.conf'), configuration(port, direct));
    proxy = spawn(nginx, ['-p', folder, '-c', path.join(folder, 'nginx.conf')], { stdio: 'inherit' });
    for (;;) {
      if (
        await fetch(`${origin}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      assert.equal(proxy.exitCode, null, 'nginx ended');
      await sleep(20);
    }
  });
  after(async () => {
    proxy?.kill('SIGTERM');
    await gateway?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const signIn = (from: string, link: string) =>
    fetch(`${origin}/console/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-plantain-console': '1', origin: from },
      body: JSON.stringify({ link: link.split('sign-in=')[1] }),
    });

  it('a page of the public URL can sign in, and none of another origin', async () => {
    const link = (await gateway.app.users.first({ actor: 'test' })) as string;
    assert.equal((await signIn('https://evil.test', link)).status, 403);
    assert.equal((await signIn(origin.replace('127.0.0.1', 'localhost'), link)).status, 403);
    assert.equal((await signIn(origin, link)).status, 201);
  });

  it('events come while the generation runs', async () => {
    const authorization = `Bearer ${gateway.liveKey}`;
    const made = await gateway.post('/v1/generations', {
      model: 'nano-banana-2',
      prompt: 'a plantain #emulate(latency, ms=3000)',
    });
    const { id } = (await made.json()) as { id: string };
    const response = await fetch(`${origin}/v1/generations/${id}/events`, { headers: { authorization } });
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const statuses: string[] = [];
    for await (const chunk of response.body ?? []) {
      for (const [, data] of Buffer.from(chunk)
        .toString()
        .matchAll(/^data: (.*)$/gm)) {
        const told = (JSON.parse(data ?? '') as { status: string }).status;
        const now = (await (
          await fetch(`${direct}/v1/generations/${id}`, { headers: { authorization } })
        ).json()) as {
          status: string;
        };
        statuses.push(`${told} ${now.status === 'succeeded' ? 'late' : 'in time'}`);
      }
    }
    assert.match(statuses[0] ?? '', /^(queued|running) in time$/, statuses.join());
    assert.equal(statuses.at(-1), 'succeeded late');
  });
});
