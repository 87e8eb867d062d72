import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { writeAdvice } from '../../cli/doctor/write-advice.ts';
import { runCommand } from '../gateway/process.test.kit.ts';

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly found: string;
  readonly advice?: string;
}

describe('plantain doctor', () => {
  let folder: string;
  /** Something that is no gateway, whose clock is an hour behind. */
  let stranger: http.Server;
  let strangerPort: number;
  /** A port on which nothing listens any more. */
  let closedPort: number;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-doctor-'));
    stranger = http.createServer((_request, response) => {
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
      response.writeHead(404).end();
    });
    strangerPort = await listen(stranger);
    const short = http.createServer();
    closedPort = await listen(short);
    short.close();
  });
  after(async () => {
    stranger.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function examine(env: Record<string, string>) {
    const settings = { PORT: '0', PLANTAIN_DATA_DIR: folder, ...env };
    const { code, output } = await runCommand(['doctor', '--json'], settings);
    return { code, findings: JSON.parse(output.slice(output.indexOf('[\n'))) as Finding[] };
  }

  /** The one problem found. */
  async function theProblem(env: Record<string, string>): Promise<Finding> {
    const { code, findings } = await examine(env);
    assert.equal(code, 1);
    const problems = findings.filter(({ state }) => state === 'problem');
    assert.equal(problems.length, 1, JSON.stringify(findings));
    return problems[0] as Finding;
  }

  it('finds nothing wrong with a set-up that works, and warns that there is no live channel', async () => {
    const { code, findings } = await examine({});
    assert.equal(code, 0, JSON.stringify(findings));
    assert.deepEqual(
      findings.filter(({ state }) => state !== 'ok').map(({ check }) => check),
      ['upstream'],
    );
  });

  it('warns of a variable with a slip in its name, as a start does', async () => {
    const { code, findings } = await examine({ PLANTAIN_RETENTION_DAY: '3' });
    const told = findings.find(({ found }) => found.startsWith('PLANTAIN_RETENTION_DAY '));
    assert.deepEqual([code, told?.state, told?.advice], [0, 'warning', 'Is it PLANTAIN_RETENTION_DAYS?']);
  });

  it('says in one line that its output cannot be written', async () => {
    const { code, output } = await runCommand(['doctor'], { PORT: '0', PLANTAIN_DATA_DIR: folder }, [
      'sh',
      '-c',
      'exec "$@" > /dev/full',
      'sh',
    ]);
    assert.deepEqual(
      [code, output],
      [1, 'The output cannot be written: ENOSPC: no space left on device, write.\n'],
    );
  });

  it('finds a data folder that cannot be written', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    const { check, advice } = await theProblem({ PLANTAIN_DATA_DIR: path.join(file, 'data') });
    assert.equal(check, 'data folder');
    assert.match(advice ?? '', /PLANTAIN_DATA_DIR/);
  });

  it('leaves nothing behind in a data folder that takes a file and not its bytes', async () => {
    const own = path.join(folder, 'no-bytes');
    const settings = { PORT: '0', PLANTAIN_DATA_DIR: own };
    // As on a full disk: the file is made and cannot be written.
    const { code, output } = await runCommand(['doctor', '--json'], settings, [
      'sh',
      '-c',
      'ulimit -f 0; exec "$@"',
      'sh',
    ]);
    assert.equal(code, 1);
    assert.match(output, /ulimit -f/);
    const left = (await readdir(own)).filter((name) => name.startsWith('.'));
    assert.deepEqual(left, []);
  });

  it('advises by what the system said of the data folder', () => {
    assert.match(writeAdvice('ENOSPC'), /^Make room/);
    assert.match(writeAdvice('EROFS'), /read-only/);
    assert.match(writeAdvice('EACCES'), /right to write/);
  });

  it('finds a port of the sandbox that another program holds', async () => {
    const { check, found, advice } = await theProblem({ EMULATOR_PORT: String(strangerPort) });
    assert.deepEqual([check, found.includes('EADDRINUSE')], ['sandbox', true]);
    assert.match(advice ?? '', /EMULATOR_PORT/);
  });

  it('finds a master key that is lost, and makes no other in its place', async () => {
    const own = path.join(folder, 'keyless');
    const env = { PLANTAIN_DATA_DIR: own, SECRET: 'canary-sealed-secret' };
    const added = await runCommand(['channels', 'add', 'one', '--credential-env', 'SECRET'], env);
    assert.equal(added.code, 0, added.output);
    assert.equal((await runCommand(['channels', 'disable', 'one'], env)).code, 0);
    const told = async () =>
      (await examine({ PLANTAIN_DATA_DIR: own })).findings.find(({ check }) => check === 'secrets');
    assert.equal((await told())?.state, 'ok');
    await rm(path.join(own, 'master.key'));
    const lost = await told();
    assert.deepEqual(
      [lost?.state, lost?.found.endsWith('not open the secrets of channel one')],
      ['problem', true],
    );
    assert.ok(!(await readdir(own)).includes('master.key'));
    await writeFile(path.join(own, 'master.key'), 'another-key-that-opens-nothing-of-it');
    assert.equal((await told())?.state, 'problem');
  });

  it('names what replaces a callback secret of a lost master key, until that was done', async () => {
    const env = { PLANTAIN_DATA_DIR: path.join(folder, 'lost-callbacks') };
    const keyed = { ...env, PLANTAIN_MASTER_KEY: 'another-key-that-opens-nothing-of-it' };
    const secret = (...args: string[]) => runCommand(['callbacks', 'secret', ...args], keyed);
    assert.equal((await runCommand(['keys', 'create'], env)).code, 0);
    assert.equal((await runCommand(['callbacks', 'secret', 'show'], env)).code, 0);
    const told = async () => (await examine(keyed)).findings.find(({ check }) => check === 'secrets');
    const lost = await told();
    const way = 'plantain callbacks secret rotate --account default --grace now';
    assert.ok(lost?.state === 'problem' && lost.advice?.endsWith(`replace them: ${way}.`), lost?.advice);
    const shown = await secret('show');
    assert.deepEqual([shown.code, shown.output.includes(way)], [1, true], shown.output);
    assert.doesNotMatch(shown.output, /\n +at /, 'no stack');
    assert.match((await secret('rotate')).output, /^whsec_\S+\n$/);
    assert.equal((await told())?.state, 'ok');
    assert.match((await secret('show')).output, /^1 more cannot be opened .*\nwhsec_\S+\n$/);
  });

  it('finds a port that another program holds', async () => {
    const { check, found, advice } = await theProblem({ PORT: String(strangerPort) });
    assert.deepEqual([check, found.includes('EADDRINUSE')], ['port', true]);
    assert.match(advice ?? '', /set PORT/);
  });

  it('finds a public URL that leads to no gateway, and one of a wrong scheme', async () => {
    const gone = await theProblem({ PLANTAIN_PUBLIC_URL: `http://127.0.0.1:${closedPort}` });
    assert.deepEqual([gone.check, /ECONNREFUSED/.test(gone.found)], ['public URL', true]);
    const scheme = await theProblem({ PLANTAIN_PUBLIC_URL: 'ftp://images.example' });
    assert.match(scheme.found, /^PLANTAIN_PUBLIC_URL: must be an http or https address such as https:/);
  });

  it('finds a database that does not answer, and names no password', async () => {
    const url = `postgres://plantain:canary-password@127.0.0.1:${closedPort}/plantain`;
    const finding = await theProblem({ DATABASE_URL: url });
    assert.equal(finding.check, 'database');
    assert.ok(!JSON.stringify(finding).includes('canary-password'));
  });

  it('finds an S3 archive that keeps nothing', async () => {
    const { check, advice } = await theProblem({
      PLANTAIN_ARTIFACTS: 's3://no-such-bucket/images',
      PLANTAIN_S3_ENDPOINT: `http://127.0.0.1:${strangerPort}`,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
    });
    assert.equal(check, 'archive');
    assert.match(advice ?? '', /bucket/);
  });

  it('finds Redis away', async () => {
    const { check, found } = await theProblem({ REDIS_URL: `redis://127.0.0.1:${closedPort}` });
    assert.deepEqual([check, /ECONNREFUSED/.test(found)], ['Redis', true]);
  });

  it('finds a clock that is wrong by its upstream, and an upstream that does not answer', async () => {
    const file = path.join(folder, 'channels.yaml');
    const channel = (port: number) =>
      `channels:\n  - id: one\n    provider: gemini-api\n    credential: x\n    base_url: http://127.0.0.1:${port}\n`;
    await writeFile(file, channel(strangerPort));
    assert.equal((await theProblem({ PLANTAIN_CONFIG: file })).check, 'clock');
    await writeFile(file, channel(closedPort));
    assert.equal((await theProblem({ PLANTAIN_CONFIG: file })).check, 'upstream');
  });

  it('asks the channels of the store, too, where their provider is when they name no address', async () => {
    const own = path.join(folder, 'with-channels');
    const env = { PLANTAIN_DATA_DIR: own, SECRET: 'x'.repeat(39) };
    const add = (id: string, ...more: string[]) =>
      runCommand(['channels', 'add', id, '--credential-env', 'SECRET', ...more], env);
    const address = `http://127.0.0.1:${closedPort}`;
    assert.equal((await add('one', '--base-url', address)).code, 0);
    const { check, found } = await theProblem({ PLANTAIN_DATA_DIR: own });
    assert.deepEqual([check, found.startsWith(`${address} does not answer`)], ['upstream', true]);
    assert.equal((await runCommand(['channels', 'remove', 'one'], env)).code, 0);
    assert.equal((await add('two')).code, 0);
    // Nobody outside is asked: the way there is closed.
    const proxy = { PLANTAIN_UPSTREAM_PROXY: `http://127.0.0.1:${closedPort}` };
    const { findings } = await examine({ PLANTAIN_DATA_DIR: own, ...proxy });
    const told = findings.filter(({ check }) => check === 'upstream').map((each) => each.found);
    assert.match(told.join(), /^https:\/\/generativelanguage\.googleapis\.com does not answer/);
  });

  it('finds a channel whose models the file has not, and tells those that it has', async () => {
    const file = path.join(folder, 'models.yaml');
    const channel =
      '{ id: one, provider: gemini-api, credential: x, enabled: false, models: { palace: [gemini-9] } }';
    await writeFile(file, `models:\n  - { name: house, like: nano-banana }\nchannels:\n  - ${channel}\n`);
    const { code, findings } = await examine({ PLANTAIN_CONFIG: file });
    assert.equal(code, 1);
    const told = findings.filter(({ check }) => ['models', 'channels'].includes(check));
    assert.deepEqual(
      told.map(({ state, found }) => `${state} ${found}`),
      [
        'ok house as the file has them',
        'problem channel one: there is no model "palace"',
        'problem channel one: "gemini-9" is not a known upstream id',
      ],
    );
  });

  it('names every setting that cannot be read, a missing channel key among them', async () => {
    const file = path.join(folder, 'missing-key.yaml');
    await writeFile(file, 'channels:\n  - id: one\n    provider: gemini-api\n    credential: $NOT_SET\n');
    const { code, findings } = await examine({ DATABASE_URL: 'mysql://x', PLANTAIN_CONFIG: file });
    assert.equal(code, 1);
    const found = findings.map((finding) => finding.found).join('\n');
    for (const name of ['DATABASE_URL', 'NOT_SET']) assert.ok(found.includes(name), found);
  });
});

async function listen(server: http.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
