import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gatewayAddress, ownAddress, readAddress } from '../../cli/gateway-address.ts';
import { goesOn } from '../../cli/goes-on.ts';
import { createMcpBridge } from '../../cli/mcp-bridge.ts';
import { whatToSay } from '../../cli/what-to-say.ts';
import { PlantainError } from '../../client/index.ts';
import { NewerSchema, ServedElsewhere } from '../../src/store/errors.ts';
import { runCommand } from '../gateway/process.test.kit.ts';
import { runInProcess } from './run-in-process.test.kit.ts';

describe('what a user meets every day', () => {
  let folder: string;
  let closedPort: number;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-everyday-'));
    await writeFile(path.join(folder, 'a-file'), '');
    const short = createServer().listen(0, '127.0.0.1');
    await once(short, 'listening');
    closedPort = (short.address() as AddressInfo).port;
    short.close();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function told(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { error } = await runInProcess(args, { PLANTAIN_DATA_DIR: folder, ...env });
    return whatToSay(error);
  }

  it('a database that is away is a sentence that names what to look at', async () => {
    const env = { DATABASE_URL: `postgres://fruit:canary-password@127.0.0.1:${closedPort}/x` };
    const { sentence = '', exitCode } = (await told(['keys', 'list'], env)) ?? {};
    assert.match(sentence, /^PostgreSQL: .*ECONNREFUSED.*\. Check DATABASE_URL/);
    assert.deepEqual([exitCode, sentence.includes('canary')], [1, false]);
  });

  it('a data folder that cannot be made, and a file that is no database, are sentences', async () => {
    const inside = { PLANTAIN_DATA_DIR: path.join(folder, 'a-file', 'data') };
    const { sentence = '' } = (await told(['keys', 'list'], inside)) ?? {};
    assert.match(sentence, /^SQLite cannot open .*ENOTDIR.*PLANTAIN_DATA_DIR/);
    const other = await mkdtemp(path.join(folder, 'other-'));
    await writeFile(path.join(other, 'plantain.db'), 'no database at all, but long enough to be read as one');
    const junk = (await told(['keys', 'list'], { PLANTAIN_DATA_DIR: other }))?.sentence ?? '';
    assert.match(junk, /^SQLite cannot open .*not a database/);
  });

  it('a database of a newer version is told as it was written for the operator', () => {
    const error = new NewerSchema('0099-fruit', '0042-leaf');
    assert.deepEqual(whatToSay(error), { sentence: error.message, exitCode: 1 });
  });

  it('a folder that is served already is a sentence that says what to do', () => {
    const { sentence = '', exitCode } = whatToSay(new ServedElsewhere('/data/plantain.db')) ?? {};
    assert.match(
      sentence,
      /^Another process serves \/data\/plantain\.db\. .*PLANTAIN_DATA_DIR.*DATABASE_URL/,
    );
    assert.equal(exitCode, 1);
  });

  it('a generation that could not be followed is named with the command that tells its end', () => {
    const error = new PlantainError('The connection was lost.', {
      status: undefined,
      code: 'connection',
      generationId: 'gen-1',
    });
    const { sentence = '', exitCode } = whatToSay(goesOn(error)) ?? {};
    assert.match(sentence, /^The connection was lost\. Generation gen-1 .*plantain tasks wait gen-1/);
    assert.equal(exitCode, 3);
  });

  it('a port that is taken, its own or the one of the sandbox, is a sentence, and the gateway ends with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = String((taken.address() as AddressInfo).port);
    const start = (ports: Record<string, string>) =>
      runCommand(['serve'], { ...ports, PLANTAIN_DATA_DIR: folder, PLANTAIN_LOG_LEVEL: 'silent' });
    const own = await start({ PORT: port });
    const sandbox = await start({ PORT: '0', EMULATOR_PORT: port });
    taken.close();
    assert.deepEqual([own.code, own.output.trim().split('\n').length], [1, 1], own.output);
    assert.match(own.output, /EADDRINUSE.*set PORT/);
    // The emulator says why, in a line of its own.
    assert.deepEqual([sandbox.code, sandbox.output.trim().split('\n').length], [1, 2], sandbox.output);
    assert.match(sandbox.output, /EADDRINUSE.*\n.*EMULATOR_PORT is \d+: stop/);
  });

  it('an address without a scheme is refused by all that take one', async () => {
    for (const args of [
      ['verify', '--url'],
      ['mcp', '--key', 'x', '--url'],
      ['keys', 'list', '--server'],
    ]) {
      const env = { PLANTAIN_ADMIN_TOKEN: 'x'.repeat(24) };
      const { sentence = '' } = (await told([...args, '127.0.0.1:4999'], env)) ?? {};
      assert.match(sentence, /^--(url|server) takes the address of a gateway, like http:/);
    }
    const models = await told(['models'], { PLANTAIN_KEY: 'x', PLANTAIN_URL: 'localhost:4999' });
    assert.match(models?.sentence ?? '', /^PLANTAIN_URL takes the address of a gateway/);
  });

  it('a gateway that cannot be checked since it does not answer ends the checks with 3', async () => {
    const env = { PORT: String(closedPort), PLANTAIN_KEY: 'x' };
    const { sentence = '', exitCode } = (await told(['verify', '--plan'], env)) ?? {};
    assert.ok(sentence.includes(`http://127.0.0.1:${closedPort} does not answer`), sentence);
    assert.equal(exitCode, 3);
  });

  it('a gateway on this machine is found where it listens, by IPv6 and on every address, too', () => {
    assert.equal(ownAddress({ host: '::1', port: 4000 }), 'http://[::1]:4000');
    assert.equal(ownAddress({ host: '0.0.0.0', port: 80 }), 'http://127.0.0.1:80');
    assert.equal(ownAddress({ host: '::', port: 80 }), 'http://[::1]:80');
    assert.equal(gatewayAddress({ HOST: '10.0.0.7', PORT: '81', PLANTAIN_URL: '' }), 'http://10.0.0.7:81');
    assert.equal(gatewayAddress({ PLANTAIN_URL: 'https://fruit.example/' }), 'https://fruit.example');
  });

  it('the address of the admin API is that of its gateway', () => {
    for (const end of ['', '/', '/v1', '/admin', '/admin/v1', '/admin/v1/'])
      assert.equal(readAddress(`https://fruit.example/sub${end}`, '--server'), 'https://fruit.example/sub');
  });

  it('a host that is no name of this machine is told as one, not as a fault', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND 256.1.1.1'), {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
    });
    assert.deepEqual(whatToSay(error), {
      sentence: `${error.message}. Set HOST to an address of this machine: 127.0.0.1, or 0.0.0.0 for all.`,
      exitCode: 1,
    });
  });

  it('a line that is no message of JSON-RPC is refused over stdio, and the bridge goes on', () => {
    const written: string[] = [];
    const bridge = createMcpBridge({ url: '', key: 'x', write: (message) => void written.push(message) });
    for (const line of ['null', '3', '{']) bridge.send(line);
    const codes = written.map((message) => (JSON.parse(message) as { error: { code: number } }).error.code);
    assert.deepEqual(codes, [-32600, -32600, -32700]);
  });
});
