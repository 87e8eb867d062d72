import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startEmulator } from '../../emulator/index.ts';
import { runInProcess } from '../cli/run-in-process.test.kit.ts';
import { type GatewayProcess, runCommand, startProcess } from './process.test.kit.ts';

describe('the commands of an operator', () => {
  let folder: string;
  let upstream: Awaited<ReturnType<typeof startEmulator>>;
  let gateway: GatewayProcess;
  let env: Record<string, string>;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-operator-'));
    upstream = await startEmulator({ port: 0 });
    env = { PLANTAIN_DATA_DIR: folder };
    const config = path.join(folder, 'plantain.yaml');
    await writeFile(
      config,
      `channels:\n  - id: upstream\n    provider: gemini-api\n    base_url: ${upstream.url}\n    credential: x\n` +
        '    cost:\n      nano-banana-2: { 1K: 0.04 }\n',
    );
    gateway = await startProcess({ ...env, PLANTAIN_CONFIG: config });
  });
  after(async () => {
    await gateway.end('SIGKILL');
    await upstream.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) => runInProcess(args, env);
  async function json<Value = Record<string, unknown>>(...args: string[]): Promise<Value> {
    const { code, output } = await run(...args, '--json');
    assert.equal(code, 0, output);
    return JSON.parse(output) as Value;
  }
  async function draw(key: string) {
    const response = await fetch(`${gateway.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nano-banana-2', prompt: 'a plantain' }),
    });
    await response.arrayBuffer();
    return { status: response.status, id: response.headers.get('x-plantain-generation') as string };
  }

  it('sell pictures while the gateway runs: account, money, key, price, refund, statement, usage, audit', async () => {
    const account = (await run('accounts', 'create', '--name', 'Customer', '--prepaid')).output.trim();
    assert.match(account, /^acc_\w{16}$/);
    const paid = ['accounts', 'top-up', account, '0.25', '--reason', 'invoice 1', '--reference', 'inv-1'];
    assert.match((await run(...paid)).output, /has \$0\.25/);
    assert.match((await run(...paid)).output, /has \$0\.25/);
    const half = await run('prices', 'set', 'nano-banana-2', '--image', '1K=0.10', '--image', '2K=0.12');
    assert.equal(half.code, 1);
    assert.match(half.output, /missing: 0\.5K \(\$0\.045 now\), 4K \(\$0\.151 now\)/);
    const sizes = ['0.5K=0.05', '1K=0.10', '2K=0.12', '4K=0.18'].flatMap((size) => ['--image', size]);
    await json('prices', 'set', 'nano-banana-2', ...sizes);
    await json('prices', 'set', 'nano-banana-2', '--strategy', 'auto', ...sizes);
    assert.deepEqual(
      (await json<{ strategy: string }>('prices', 'remove', 'nano-banana-2', '--strategy', 'auto')).strategy,
      '*',
    );
    const none = await run('prices', 'remove', 'nano-banana-2', '--strategy', 'auto');
    assert.deepEqual(
      [none.code, none.output],
      [1, 'No price of its own was set for nano-banana-2 with the strategy auto.'],
    );
    const key = (await run('keys', 'create', '--live', '--account', account, '--name', 'sold')).output.trim();

    const first = await draw(key);
    assert.deepEqual([first.status, (await draw(key)).status, (await draw(key)).status], [200, 200, 403]);
    assert.match(
      (await run('accounts', 'refund', first.id, '--reason', 'blurred')).output,
      /\$0\.1 went back/,
    );
    const again = await run('accounts', 'refund', first.id, '--reason', 'blurred');
    assert.deepEqual(
      [again.code, again.output.trim()],
      [1, `The generation ${first.id} was refunded before.`],
    );
    assert.equal((await draw(key)).status, 200);

    const statement = await json<{ data: { kind: string; available_micros: number }[] }>(
      'accounts',
      'statement',
      account,
    );
    assert.equal(statement.data[0]?.available_micros, 50_000);
    assert.equal(statement.data.filter(({ kind }) => kind === 'charge').length, 3);
    const usage = await json<{ data: Record<string, unknown>[] }>('usage', '--account', account);
    assert.deepEqual([usage.data[0]?.charged_usd, usage.data[0]?.cost_usd], ['0.3', '0.12']);
    const hours = ['usage', '--from', '2026-11-01T08:10:00Z', '--to', '2026-11-01T08:20:00Z'];
    assert.match(
      (await run(...hours)).output,
      /Counted: 2026-11-01T08:00:00\.000Z to 2026-11-01T09:00:00\.000Z, whole hours of UTC/,
    );
    assert.match((await run('ledger', 'audit')).output, /The books agree/);
  });

  it('give a customer a percentage of the prices, and nobody one of the account that checks are made with', async () => {
    const create = ['accounts', 'create', '--name', 'Reseller', '--prepaid', '--price-percent', '87.5%'];
    const account = (await run(...create)).output.trim();
    await json('accounts', 'top-up', account, '5', '--reason', 'invoice 2');
    await json('prices', 'set', 'nano-banana', '--image', '1K=0.10');
    const key = (await run('keys', 'create', '--live', '--account', account)).output.trim();
    const response = await fetch(`${gateway.url}/v1/generations/quote`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nano-banana', count: 2 }),
    });
    const quoted = (await response.json()) as Record<string, unknown>;
    assert.deepEqual([quoted.per_image_usd, quoted.total_usd], ['0.0875', '0.175']);
    const renamed = await json<{ price_percent: number }[]>('accounts', 'update', account, '--name', 'Shop');
    assert.match(JSON.stringify(renamed), /"price_percent":87\.5/);
    assert.match((await run('accounts', 'show', account)).output, /87\.5%/);
    for (const [percent, sentence] of [
      ['ten', /--price-percent takes a percentage from 0 to 1000/],
      ['80.125', /at most two decimals/],
      ['1001', /from 0 to 1000/],
    ] as const) {
      const { code, output } = await run('accounts', 'update', account, '--price-percent', percent);
      assert.equal(code, 1);
      assert.match(output, sentence);
    }
    const own = await run('accounts', 'update', 'default', '--price-percent', '80');
    assert.equal(own.code, 1);
    assert.match(own.output, /The account default pays the prices of the list/);
    const actions = await json<{ action: string; after: unknown }[]>('actions', 'list');
    const created = actions.find(
      ({ action, after }) =>
        action === 'account.create' && String(JSON.stringify(after)).includes('Reseller'),
    );
    assert.deepEqual(created?.after, { name: 'Reseller', kind: 'prepaid', price_percent: 87.5 });
  });

  it('change a key with every option, and show all of it but the key', async () => {
    const options = ['--models', 'nano_banana_2,nano-banana', '--strategy', 'official', '--concurrency', '3'];
    const created = await json<Record<string, string>>('keys', 'create', ...options, '--budget-day', '2.50');
    const id = created.id as string;
    assert.match(created.key as string, /^pt_test_/);
    const more = ['--budget-total', '9', '--ip-allow', '10.0.0.0/8', '--expires', '30d', '--models', 'none'];
    await json('keys', 'update', id, ...more, '--requests-per-minute', '60', '--response-format', 'b64_json');
    const shown = await json('keys', 'show', id);
    assert.ok(!JSON.stringify(shown).includes(created.key as string));
    const { budget_spent } = shown as { budget_spent: Record<string, string> };
    const ends = { day_ends_at: budget_spent.day_ends_at, month_ends_at: budget_spent.month_ends_at };
    assert.match(String(ends.day_ends_at), /T00:00:00\.000Z$/);
    assert.match(String(ends.month_ends_at), /-01T00:00:00\.000Z$/);
    const listed = (await run('keys', 'list')).output;
    assert.match(listed, /active +\$0 of \$2\.5 test a day, \$0 of \$9 test in all +unnamed/);
    const budget = { day_micros: 2_500_000, month_micros: null, total_micros: 9_000_000 };
    assert.deepEqual(
      { ...shown, created_at: '', expires_at: typeof shown.expires_at, hint: '' },
      {
        object: 'api_key',
        id,
        account_id: 'default',
        mode: 'test',
        name: 'unnamed',
        hint: '',
        models: null,
        strategy: 'official',
        response_format: 'b64_json',
        requests_per_minute: 60,
        concurrency: 3,
        budget,
        budget_spent: { day_micros: 0, month_micros: 0, total_micros: 0, ...ends },
        ip_allow: ['10.0.0.0/8'],
        pin_channels: false,
        manage_keys: false,
        disabled: false,
        disabled_by: null,
        set_by_operator: {
          models: null,
          requests_per_minute: 60,
          concurrency: 3,
          budget,
          ip_allow: ['10.0.0.0/8'],
          expires_at: shown.expires_at,
        },
        created_at: '',
        expires_at: 'string',
        revoked_at: null,
      },
    );
    const off = await json('keys', 'update', id, '--disabled', 'yes');
    assert.deepEqual([off.disabled, off.disabled_by], [true, 'operator']);
    assert.equal((await json('keys', 'update', id, '--disabled', 'no')).disabled, false);
    const manages = await run('keys', 'update', id, '--manage-keys', 'yes');
    assert.equal(manages.code, 1);
    assert.match(manages.output, /--manage-keys: not together with budget, requests_per_minute, concurrency/);
    const manager = await json('keys', 'create', '--manage-keys', 'yes');
    assert.equal(manager.manage_keys, true);
    assert.equal(
      (await json('keys', 'update', manager.id as string, '--manage-keys', 'no')).manage_keys,
      false,
    );
    const none = await json('keys', 'update', id, '--budget-day', 'none', '--budget-total', 'none');
    assert.equal(none.budget, null);
  });

  it('rotate a key with a grace period', async () => {
    const old = await json<Record<string, string>>('keys', 'create');
    const { output } = await run('keys', 'rotate', old.id as string, '--grace', '1h');
    const answers = (key: string) =>
      fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal((await answers(old.key as string)).status, 200);
    assert.equal((await answers(output.trim())).status, 200);
    assert.equal((await run('keys', 'rotate', old.id as string, '--grace', '8d')).code, 1);
  });

  it('say what is wrong in a sentence, without a stack', async () => {
    for (const [args, sentence] of [
      [['keys', 'create', '--models', 'no-such'], /there is no model "no-such"; there are nano-banana/],
      [['keys', 'create', '--test', '--live'], /either --test or --live/],
      [['accounts', 'top-up', 'acc_none', '1', '--reason', 'x'], /There is no account acc_none/],
      [['accounts', 'top-up', 'default', '1.1234567', '--reason', 'x'], /at most six decimals/],
      [['prices', 'set', 'nano-banana-2', '--token-input', '1'], /Give --image at least once/],
      [['usage', '--group-by', 'prompt'], /group_by takes/],
      [['usage', '--from', '2026-11-02', '--to', '2026-11-01'], /^to must be later than from/],
    ] as const) {
      const { code, output } = await run(...args);
      assert.equal(code, 1, output);
      assert.match(output, sentence);
    }
    const { code, output } = await runCommand(['keys', 'create', '--test', '--live'], env);
    assert.deepEqual([code, output], [1, 'A key is either --test or --live.\n']);
  });

  it('leave a trace of what they did', async () => {
    const actions = await json<{ action: string; actor: string }[]>('actions', 'list');
    assert.ok(actions.every(({ actor }) => actor.startsWith('cli:') || actor === 'plantain'));
    const names = new Set(actions.map(({ action }) => action));
    for (const name of ['account.create', 'account.top_up', 'generation.refund', 'key.update', 'price.set']) {
      assert.ok(names.has(name), name);
    }
    assert.match((await run('actions', 'verify')).output, /as it was written/);
  });
});
