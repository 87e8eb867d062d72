import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { PlantainError } from '../../client/index.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { runInProcess } from './run-in-process.test.kit.ts';

const token = 'canary-admin-token-of-forty-characters-00';

/** They are run in the store every day, through the same routes (`operator-commands.test.ts`). */
const skip =
  process.env.PLANTAIN_TEST_ALL === '1' ? false : 'needs PLANTAIN_TEST_ALL=1: each command is run twice';

it('a server that redirects is not followed: nothing is done, and its target learns no token', async () => {
  const asked: string[] = [];
  const elsewhere = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json').end('{"data":[]}');
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const target = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const moved = createServer((request, response) => {
    response.writeHead(301, { location: `${target}${request.url}` }).end();
  }).listen(0, '127.0.0.1');
  await once(moved, 'listening');
  const server = `http://127.0.0.1:${(moved.address() as AddressInfo).port}`;
  const env = { PLANTAIN_DATA_DIR: '/dev/null/none', PLANTAIN_ADMIN_TOKEN: token };
  for (const args of [
    ['keys', 'list'],
    ['accounts', 'create', '--name', 'x'],
  ]) {
    const { code, output } = await runInProcess([...args, '--server', server], env);
    assert.equal(code, 1);
    assert.equal(
      output.trim(),
      `${server} redirects to ${target}, and nothing was done. Name the address of the gateway itself as --server.`,
    );
  }
  moved.close();
  elsewhere.close();
  assert.deepEqual(asked, []);
});

it('an id that is a folder leads nowhere else', async () => {
  for (const id of ['.', '..', '']) {
    const env = { PLANTAIN_DATA_DIR: '/dev/null/none', PLANTAIN_ADMIN_TOKEN: token };
    const { code, output } = await runInProcess(
      ['accounts', 'show', id, '--server', 'http://127.0.0.1:9'],
      env,
    );
    assert.deepEqual([code, output.trim()], [1, `"${id}" is no name or id.`]);
  }
});

describe('the commands of an operator against a running server', { skip }, () => {
  let gateway: TestGateway;
  let receiver: Server | undefined;
  const printed: string[] = [];
  before(async () => {
    gateway = await startGateway({
      env: { PLANTAIN_ADMIN_TOKEN: token, PLANTAIN_MASTER_KEY: 'm'.repeat(40) },
    });
  });
  after(async () => {
    receiver?.close();
    receiver?.closeAllConnections();
    await gateway.close();
  });

  async function run(args: readonly string[], env: Record<string, string> = { PLANTAIN_ADMIN_TOKEN: token }) {
    // No store here: a command that opened one would look in a folder that cannot be made.
    const ended = await runInProcess(args, { PLANTAIN_DATA_DIR: '/dev/null/none', ...env });
    printed.push(ended.output);
    return ended;
  }
  const there = (args: readonly string[]) => [...args, '--server', gateway.url];
  async function json<Value = Record<string, unknown>>(...args: string[]): Promise<Value> {
    const { code, output } = await run([...there(args), '--json']);
    assert.equal(code, 0, output);
    return JSON.parse(output) as Value;
  }
  async function words(...args: string[]): Promise<string> {
    const { code, output } = await run(there(args));
    assert.equal(code, 0, output);
    return output;
  }
  const draw = (key: string, body: object = {}) =>
    gateway.post(
      '/v1/images/generations',
      { model: 'nano-banana-2', prompt: 'a plantain', ...body },
      { authorization: `Bearer ${key}` },
    );

  it('sell pictures: account, money, key, price, refund, statement, usage as a table, CSV and JSON', async () => {
    const account = await words('accounts', 'create', '--name', 'Customer', '--prepaid');
    assert.match(account, /^acc_\w{16}$/);
    const paid = ['accounts', 'top-up', account, '0.25', '--reason', 'invoice 1', '--reference', 'inv-1'];
    assert.match(await words(...paid), /has \$0\.25/);
    assert.equal((await json<{ repeated: boolean }>(...paid)).repeated, true);
    const sizes = ['0.5K=0.05', '1K=0.10', '2K=0.12', '4K=0.18'].flatMap((size) => ['--image', size]);
    const change = await words('prices', 'set', 'nano-banana-2', ...sizes);
    assert.match(change, /^before .*1K \$0\.067.*\nnow .*1K \$0\.1, /m);
    const own = ['nano-banana-2', '--strategy', 'value'];
    await words('prices', 'set', ...own, ...sizes);
    await words('prices', 'set', 'nano-banana-2', ...sizes.map((size) => size.replace('1K=0.10', '1K=0.11')));
    const removed = await words('prices', 'remove', ...own);
    assert.match(removed, /^before .* value .*1K \$0\.1, .*\nnow .* \* .*1K \$0\.11, /m);
    await words('prices', 'set', 'nano-banana-2', ...sizes);
    const key = await words('keys', 'create', '--live', '--account', account, '--name', 'sold');
    const first = await draw(key);
    assert.equal(first.status, 200, await first.text());
    const id = first.headers.get('x-plantain-generation') as string;
    assert.match(await words('accounts', 'refund', id, '--reason', 'blurred'), /\$0\.1 went back/);
    const statement = await json<{ data: { kind: string; transfer_id: string }[] }>(
      'accounts',
      'statement',
      account,
    );
    const kinds = statement.data.map(({ kind }) => kind);
    for (const kind of ['charge', 'refund', 'top-up']) assert.ok(kinds.includes(kind), kinds.join());
    const refund = statement.data.find(({ kind }) => kind === 'refund')?.transfer_id as string;
    assert.match(await words('accounts', 'reverse', refund, '--reason', 'it was sharp'), /\$0\.1 moved back/);
    assert.match(await words('accounts', 'show', account), /prepaid +\$0\.15/);
    await words('accounts', 'update', account, '--name', 'Renamed');
    assert.match(await words('accounts', 'list'), /Renamed/);

    const usage = await json<{ data: { charged_usd: string }[] }>('usage', '--account', account);
    assert.equal(usage.data[0]?.charged_usd, '0.1');
    assert.match(await words('usage', '--group-by', 'account'), /ACCOUNT +REQUESTS[\s\S]*Renamed/);
    assert.match(await words('usage', '--group-by', 'account', '--csv'), /^account,account_name,requests/);
  });

  it('give a key limits, rotate and revoke it', async () => {
    const made = await json<{ id: string; key: string }>('keys', 'create', '--budget-day', '2.50');
    await json(
      'keys',
      'update',
      made.id,
      '--concurrency',
      '3',
      '--budget-total',
      '9',
      '--pin-channels',
      'yes',
    );
    const shown = await json('keys', 'show', made.id);
    assert.deepEqual(
      [shown.concurrency, shown.budget, shown.pin_channels],
      [3, { day_micros: 2_500_000, month_micros: null, total_micros: 9_000_000 }, true],
    );
    assert.ok(!JSON.stringify(shown).includes(made.key));
    const rotated = await words('keys', 'rotate', made.id, '--grace', '1h');
    const statusOf = async (key: string) =>
      (await fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status;
    assert.deepEqual([await statusOf(made.key), await statusOf(rotated)], [200, 200]);
    assert.match(await words('keys', 'revoke', made.id), /revoked/);
    assert.match(await words('keys', 'list'), new RegExp(`${made.id}.*revoked`));
    const again = await run(there(['keys', 'revoke', made.id]));
    assert.deepEqual([again.code, again.output], [1, `The key ${made.id} was revoked before.`]);
  });

  it('list, show and redeliver callbacks, and rotate what they are signed with', async () => {
    let calls = 0;
    receiver = createServer((_request, response) => {
      calls += 1;
      response.writeHead(calls === 1 ? 410 : 200).end();
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const body = { model: 'nano-banana-2', prompt: 'told', callback_url: url };
    assert.equal((await gateway.post('/v1/generations', body)).status, 202);
    const newest = async () =>
      (await json<{ data: { id: string; status: string }[] }>('callbacks', 'list')).data[0];
    const until = async (status: string) => {
      for (const endMs = Date.now() + 30_000; (await newest())?.status !== status; ) {
        assert.ok(Date.now() < endMs, `never ${status}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await until('stopped');
    const id = (await newest())?.id as string;
    assert.match(await words('callbacks', 'show', id), /ATTEMPT[\s\S]*410/);
    await words('callbacks', 'redeliver', id);
    await until('delivered');
    assert.equal(calls, 2);
    assert.equal((await gateway.post('/v1/generations', body)).status, 202);
    for (let endMs = Date.now() + 30_000; (await newest())?.id === id; ) {
      assert.ok(Date.now() < endMs, 'no second one');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const page = await json<{ next: string }>('callbacks', 'list', '--limit', '1');
    const rest = await json<{ data: { id: string }[] }>('callbacks', 'list', '--after', page.next);
    assert.deepEqual(
      rest.data.map((callback) => callback.id),
      [id],
    );
    assert.match(await words('callbacks', 'secret', 'rotate', '--grace', '1h'), /^whsec_/);
  });

  it('add, change, test and remove a channel, and see how it is', async () => {
    const secret = { PLANTAIN_ADMIN_TOKEN: token, SECRET: 'canary-channel-credential' };
    const add = [
      'channels',
      'add',
      'second',
      '--base-url',
      gateway.upstream.url,
      '--credential-env',
      'SECRET',
    ];
    const added = await run([...there(add), '--json'], secret);
    assert.equal(added.code, 0, added.output);
    assert.equal((await json<{ weight: number }>('channels', 'update', 'second', '--weight', '2')).weight, 2);
    assert.equal((await json<{ ok: boolean }>('channels', 'test', 'second')).ok, true);
    assert.match(await words('channels', 'drain', 'second'), /draining/);
    const seen = await json<{ id: string; load?: object }[]>('channels', 'list');
    assert.ok(seen.find(({ id }) => id === 'upstream')?.load);
    await words('channels', 'remove', 'second');
    assert.doesNotMatch(await words('channels', 'list'), /second/);
  });

  it('print the same there as straight from the store', async () => {
    const here = { PLANTAIN_DATA_DIR: gateway.dataFolder, PLANTAIN_MASTER_KEY: 'm'.repeat(40) };
    for (const args of [
      ['keys', 'list'],
      ['accounts', 'list'],
      ['callbacks', 'list'],
      ['usage', '--csv', '--from', '2026-11-01', '--to', '2126-01-01'],
    ]) {
      assert.equal((await run(args, here)).output, await words(...args), args.join(' '));
    }
  });

  it('say what to do when they cannot', async () => {
    const list = (server: string, ...more: string[]) => ['keys', 'list', '--server', server, ...more];
    for (const [args, env, sentence] of [
      [list(gateway.url), {}, /Set PLANTAIN_ADMIN_TOKEN .* or give --token/],
      [list(gateway.url, '--token', 'wrong'), {}, /refuses the token.*PLANTAIN_ADMIN_TOKEN/],
      [list(gateway.upstream.url, '--token', 'x'), {}, /has no admin API/],
      [list('gateway.example', '--token', 'x'), {}, /takes the address of a gateway, like http/],
      [['keys', 'list', '--token', 'x'], {}, /--token goes with --server/],
      [there(['keys', 'show', '../accounts']), undefined, /There is no key/],
      [there(['prices', 'set', 'x', '--image', '1K=1']), undefined, /there is no model "x"/],
      [['prices', 'set', 'x', '--image', '1K=1', '--hold', '1'], undefined, /leave out --image, or --hold/],
      [['prices', 'set', 'x', '--image', '1K=1', '--image', '1k=2'], undefined, /gives 1K two prices/],
    ] as const) {
      const { code, output } = await run(args, env);
      assert.deepEqual([code, sentence.test(output)], [1, true], output);
    }
    const { error } = await run(list('http://127.0.0.1:1', '--token', 'x'), {});
    assert.ok(error instanceof PlantainError);
    assert.equal(error.code, 'connection');
    assert.match(error.message, /does not answer .* Check the address/);
  });

  it('leave a trace of who did what, and print no secret', async () => {
    const actions = await json<{ action: string; actor: string }[]>('actions', 'list');
    for (const name of ['account.create', 'key.update', 'price.set', 'channel.drain']) {
      assert.equal(actions.find(({ action }) => action === name)?.actor, 'admin', name);
    }
    for (const text of printed) assert.ok(!text.includes('canary-'), text);
  });
});
