import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, readConfig } from '../../src/config.ts';
import { openSite, type Site } from '../money/site.test.kit.ts';
import { type TestEngine, testEngines } from '../services/test-engines.ts';
import { type GatewayProcess, runCommand } from './process.test.kit.ts';

const postgres = testEngines().find(({ name }) => name === 'PostgreSQL');
const skip = postgres ? false : 'needs PostgreSQL (DATABASE_URL)';
const several = { PLANTAIN_WORKERS: '2', PLANTAIN_LOG_LEVEL: 'info' };

/** A connection of its own for each: they go round the workers. */
const once = { connection: 'close' };

async function figures({ url }: GatewayProcess, name: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`, { headers: once })).text();
  const found: Record<string, number> = {};
  for (const line of text.split('\n')) {
    const match = new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`).exec(line);
    if (!match) continue;
    const worker = /worker="(\d+)"/.exec(match[1] ?? '')?.[1] ?? 'all';
    found[worker] = (found[worker] ?? 0) + Number(match[2]);
  }
  return found;
}

const pidsOf = (gateway: GatewayProcess) =>
  [...gateway.output().matchAll(/"worker":(\d+),"pid":(\d+),"msg":"a worker starts"/g)].map((match) =>
    Number(match[2]),
  );
const linesWith = (gateway: GatewayProcess, text: string) =>
  gateway
    .output()
    .split('\n')
    .filter((line) => line.includes(text)).length;

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

const allStarted = (gateway: GatewayProcess) =>
  until(async () => (await figures(gateway, 'plantain_workers').catch(() => none)).all === 2);
const none: Record<string, number> = {};

describe('several workers', () => {
  it('need PostgreSQL, and say so in one sentence', async () => {
    assert.throws(
      () => readConfig({ PLANTAIN_WORKERS: '2' }),
      (error) =>
        error instanceof ConfigError &&
        /PLANTAIN_WORKERS: several processes need PostgreSQL/.test(error.message),
    );
    assert.equal(readConfig({ PLANTAIN_WORKERS: '1' }).workers, 1);
    const { code, output } = await runCommand(['serve', '--workers', '2'], {});
    assert.equal(code, 1);
    assert.match(
      output,
      /PLANTAIN_WORKERS: several processes need PostgreSQL; set DATABASE_URL or leave it at 1\n$/,
    );
  });
});

describe('two workers on one port', { skip, timeout: 200_000 }, () => {
  let site: Site;
  let gateway: GatewayProcess;
  before(async () => {
    site = await openSite(postgres as TestEngine);
    gateway = await site.start(several);
    await allStarted(gateway);
  });
  after(() => site?.close());

  const ask = (key: string, path: string, body?: object) =>
    fetch(gateway.url + path, {
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...once },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });

  it('outlive a SIGHUP while they start, and read the configuration again once they have', async () => {
    const other = await openSite(postgres as TestEngine);
    try {
      const early = await other.start(several);
      // The first listens; the second has only been started.
      early.child.kill('SIGHUP');
      await allStarted(early);
      await until(() => linesWith(early, 'the channels of the configuration were read again') === 2);
      assert.equal(linesWith(early, 'a worker ended'), 0);
      assert.equal(pidsOf(early).length, 2);
    } finally {
      await other.close();
    }
  });

  it('say what a newcomer needs once', () => {
    for (const text of [
      'Plantain listens on',
      'export PLANTAIN_KEY=pt_test_',
      '#sign-in=',
      '"msg":"listening"',
    ]) {
      assert.equal(linesWith(gateway, text), 1, text);
    }
    assert.equal(linesWith(gateway, 'PLANTAIN_MASTER_KEY is not set'), 1);
  });

  it('share the connections, and any of them tells the figures of both', async () => {
    const before = await figures(gateway, 'plantain_http_request_seconds_count');
    for (let count = 0; count < 20; count += 1) {
      assert.equal((await fetch(`${gateway.url}/healthz`, { headers: once })).status, 200);
    }
    for (let count = 0; count < 4; count += 1) {
      const now = await figures(gateway, 'plantain_http_request_seconds_count');
      assert.deepEqual(Object.keys(now).sort(), ['1', '2']);
      for (const worker of ['1', '2']) {
        const more = (now[worker] ?? 0) - (before[worker] ?? 0);
        assert.ok(more >= 5, `worker ${worker} answered ${more} of 20`);
      }
    }
    assert.deepEqual(await figures(gateway, 'plantain_workers'), { all: 2 });
  });

  it('count one rate limit together where there is no Redis', async () => {
    const { key } = await site.prepaidKey(1_000_000, { requestsPerMinute: 10 });
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => (await ask(key, '/v1/images/generations', {})).status),
    );
    assert.equal(statuses.filter((status) => status === 400).length, 10);
    assert.equal(statuses.filter((status) => status === 429).length, 20);
  });

  it('perform each task once', async () => {
    const { key } = await site.prepaidKey(10_000_000);
    const calls = site.upstream.requests.length;
    const tasks = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const answer = await ask(key, '/v1/generations', { model: 'nano-banana-2', prompt: `task ${index}` });
        return (await answer.json()) as { id: string };
      }),
    );
    for (const { id } of tasks) {
      await until(async () => {
        const { status } = (await (await ask(key, `/v1/generations/${id}`)).json()) as { status: string };
        assert.notEqual(status, 'failed');
        return status === 'succeeded';
      });
    }
    assert.equal(site.upstream.requests.length - calls, 12);
  });

  it('are started again when they die, with their number, and are logged and counted', async () => {
    const [first = 0] = pidsOf(gateway);
    process.kill(first, 'SIGKILL');
    await until(() => pidsOf(gateway).length === 3);
    assert.equal((await fetch(`${gateway.url}/healthz`, { headers: once })).status, 200);
    await allStarted(gateway);
    assert.equal(linesWith(gateway, '"worker":1,"code":null,"signal":"SIGKILL","afterMs":250'), 1);
    assert.deepEqual(await figures(gateway, 'plantain_worker_restarts_total'), { all: 1 });
  });

  it('come back on the same port after all have died at once', async () => {
    for (const pid of pidsOf(gateway).slice(1)) process.kill(pid, 'SIGKILL');
    await until(() => pidsOf(gateway).length === 5);
    await allStarted(gateway);
    assert.equal(linesWith(gateway, 'Plantain listens on'), 1);
  });

  it('finish what they have begun when the terminal asks all of them to end, and the command ends with 0', async () => {
    const { key } = await site.prepaidKey(10_000_000);
    const calls = site.upstream.requests.length;
    const images = Array.from({ length: 4 }, () =>
      ask(key, '/v1/images/generations', {
        model: 'nano-banana-2',
        prompt: 'the last #emulate(latency, ms=1500)',
      }),
    );
    await until(() => site.upstream.requests.length - calls === 4);
    const ended = new Promise((resolve) => gateway.child.once('exit', resolve));
    for (const pid of pidsOf(gateway).slice(-2)) process.kill(pid, 'SIGINT');
    gateway.child.kill('SIGINT');
    assert.deepEqual(
      (await Promise.all(images)).map(({ status }) => status),
      [200, 200, 200, 200],
    );
    assert.equal(await ended, 0);
    for (const pid of pidsOf(gateway)) assert.throws(() => process.kill(pid, 0), /ESRCH/);
  });
});

describe('a primary', { skip, timeout: 100_000 }, () => {
  let site: Site;
  before(async () => {
    site = await openSite(postgres as TestEngine);
  });
  after(() => site?.close());

  it('takes its workers and its sandbox with it when it is killed', async () => {
    const gateway = await site.start(several);
    await allStarted(gateway);
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(gateway.child.pid)], {
      encoding: 'utf8',
    });
    const pids = children.trim().split(/\s+/).map(Number);
    assert.equal(pids.length, 3);
    await gateway.end('SIGKILL');
    for (const pid of pids) await until(() => !isAlive(pid));
  });

  it('ends at once with what its first worker says when that cannot start', async () => {
    const { code, output } = await runCommand(['serve', '--workers', '2'], {
      PORT: '0',
      PLANTAIN_DATA_DIR: site.folder,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    });
    assert.equal(code, 1);
    assert.match(output, /ECONNREFUSED/);
    assert.doesNotMatch(output, /Plantain listens/);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
