import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runInProcess } from './run-in-process.test.kit.ts';

const addChannel = ['channels', 'add', 'reseller', '--credential-env', 'PLANTAIN_KEY'];

describe('a command that refuses', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-words-'));
  });
  after(() => rm(folder, { recursive: true }));

  const refused: readonly (readonly [args: readonly string[], says: string])[] = [
    [
      ['keys', 'create', '--expires', 'tomorrow'],
      '--expires: must be a date like 2026-11-01 or an ISO time like 2026-11-01T00:00:00Z',
    ],
    [['keys', 'create', '--expires', '2026-01-01'], '--expires: must be a time to come'],
    [['keys', 'create', '--strategy', 'cheap'], '--strategy: must be one of auto, value, official'],
    [['keys', 'create', '--ip-allow', '300.1.1.1'], '--ip-allow: "300.1.1.1" is not an address range'],
    [
      ['keys', 'create', '--requests-per-minute', '99999999'],
      '--requests-per-minute: must be at most 10000000',
    ],
    [['keys', 'create', '--requests-per-minute', '0'], '--requests-per-minute: must be at least 1'],
    [['keys', 'create', '--budget-day', '1e9'], '--budget-day takes at most 10,000,000 dollars.'],
    [
      ['accounts', 'top-up', 'acc_x', '1000000000', '--reason', 'x'],
      '<dollars> takes at most 10,000,000 dollars.',
    ],
    [['keys', 'rotate', 'key_x', '--grace', '30d'], '--grace takes at most 7d.'],
    [['callbacks', 'secret', 'rotate', '--grace', '8d'], '--grace takes at most 7d.'],
    [['accounts', 'create', '--name', ''], '--name: must not be empty'],
    [['accounts', 'update', 'acc_x', '--kind', 'rich'], '--kind: must be one of unlimited, prepaid'],
    [['accounts', 'top-up', 'acc_x', '0', '--reason', 'x'], '<dollars>: must be more than nothing'],
    [['prices', 'set', 'nano-banana-2', '--image', '9K=1'], '--image: takes the sizes 0.5K, 1K, 2K, 4K'],
    [['prices', 'set', 'nothing', '--image', '1K=1'], '<model>: there is no model "nothing"'],
    [['accounts', 'statement', 'acc_x', '--limit', 'abc'], '--limit: must be a number'],
    [['usage', '--mode', 'foo'], '--mode must be live or test'],
    [['accounts', 'refund', 'x', '--reason', 'x', '--amount', ''], '--amount: must not be empty'],
    [['accounts', 'refund', 'x', '--reason', 'x', '--amount', '0'], '--amount: must be more than nothing'],
    [['keys', 'create', '--live', '--account', ''], '--account: must not be empty'],
    [['keys', 'create', '--models', ''], '--models: must not be empty'],
    [['keys', 'create', '--concurrency', '0'], '--concurrency: must be at least 1; disable a key'],
    [['usage', '--account', ''], '--account: must not be empty'],
    [['ledger', 'audit', '--account', 'acc_nope'], 'There is no account acc_nope.'],
    [[...addChannel, '--models', 'nano-banana-2='], '--models takes a model, or model=id,…'],
    [[...addChannel, '--models', 'm=a', '--models', 'm=b'], '--models names m twice'],
    [[...addChannel, '--cost', 'nano-banana-2'], '--cost takes model:size=dollars,…'],
    [[...addChannel, '--cost', 'm:1K=1,1K=2'], '--cost gives m 1K two costs.'],
    [[...addChannel, '--cost', 'm:1K=1', '--cost', 'm:1K=2'], '--cost gives m 1K two costs.'],
    [[...addChannel, '--setting', 'foo=1'], 'channel reseller: settings: has no field foo; there are '],
    [['keys', 'list', '--server', 'http://127.0.0.1:9', '--token', 'ключ'], '--token has characters that no'],
    [['quote', '-n', 'abc'], '--count takes a whole number from 1 to 10.'],
    [['tasks', 'list', '--limit', '0'], '--limit takes a whole number from 1 to 100.'],
  ];
  for (const [args, says] of refused) {
    it(`names the option and what it takes: ${args.join(' ')}`, async () => {
      const { code, output } = await runInProcess(args, {
        PLANTAIN_DATA_DIR: folder,
        PLANTAIN_KEY: 'pt_test_x',
      });
      assert.equal(code, 1);
      assert.ok(output.startsWith(says), output);
    });
  }
});
