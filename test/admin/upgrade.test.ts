import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ledgerAudit } from '../../src/ledger/audit-ledger.ts';
import { usageStatistics } from '../../src/records/usage-statistics.ts';
import { openStore } from '../../src/store/open-store.ts';
import { testEngines } from '../services/test-engines.ts';
import { tamper } from './tamper.test.kit.ts';

const shipped = fileURLToPath(new URL('../../src/store/migrations', import.meta.url));
const endedMs = Date.UTC(2026, 9, 5, 10, 30);

/** Generations as they stood before usage was counted: two images, a failure, one that runs, one that was cancelled. */
const statements = [
  `insert into accounts (id, name, kind, created_at) values ('a', 'A', 'prepaid', 1)`,
  ...['one', 'two', 'three', 'four'].map(
    (
      id,
    ) => `insert into generations (id, account_id, key_id, mode, protocol, model, kind, state, request, count, created_at)
      values ('${id}', 'a', 'k', 'live', 'openai-images', 'nano-banana', 'sync-image', 'running', '{}', 1, 1)`,
  ),
  `update generations set state = 'succeeded', finished_at = ${endedMs}, charged_micros = 70, held_micros = 70 where id = 'one'`,
  `update generations set state = 'failed', finished_at = ${endedMs + 60_000}, held_micros = 0 where id = 'two'`,
  `update generations set state = 'cancelled', finished_at = ${endedMs + 120_000}, held_micros = 0 where id = 'four'`,
  ...[1, 2].map(
    (
      number,
    ) => `insert into outputs (generation_id, number, slot, artifact_key, media_type, size_bytes, width, height, created_at, expires_at)
      values ('one', ${number}, ${number}, 'x', 'image/png', 1, 1, 1, 1, 1)`,
  ),
  `insert into attempts (generation_id, slot, number, channel, upstream_model, started_at, ended_at, result)
    values ('one', 1, 1, 'away', 'm', 1, 1, 'upstream_timeout')`,
  `insert into attempts (generation_id, slot, number, channel, upstream_model, started_at, ended_at, result)
    values ('one', 1, 2, 'good', 'm', 1, 1, 'delivered')`,
  `insert into balances (account_id, mode, available_micros) values ('a', 'live', 30)`,
  ...[
    ['paid', 'top-up', 'null', 'funding', 'available', 100],
    ['one:hold', 'hold', "'one'", 'available', 'held', 70],
    ['one:charge', 'charge', "'one'", 'held', 'revenue', 70],
  ].map(
    ([id, kind, generation, debit, credit, micros]) =>
      `insert into transfers (id, kind, account_id, mode, generation_id, debit, credit, amount_micros, created_at)
      values ('${id}', '${kind}', 'a', 'live', ${generation}, '${debit}', '${credit}', ${micros}, 1)`,
  ),
  `insert into key_activity (key_id, sync_running, tasks_running) values ('k', 1, 0)`,
];

for (const engine of testEngines()) {
  describe(`an upgrade on ${engine.name}`, () => {
    it('counts what ended before usage was counted, and the books agree afterwards', async () => {
      const older = await mkdtemp(path.join(os.tmpdir(), 'plantain-older-'));
      for (const file of await readdir(shipped)) {
        // Links, not copies: the modules must still find their packages.
        if (/^000[12]-.*\.js$/.test(file)) await symlink(path.join(shipped, file), path.join(older, file));
      }
      const database = await engine.create();
      const before = await openStore({ url: database.url, migrations: older });
      for (const statement of statements) await before.write(tamper, { statement });
      await before.close();

      const store = await openStore({ url: database.url });
      const rows = await store.read(usageStatistics, {
        accountId: 'a',
        mode: 'live',
        groupBy: ['day', 'channel'],
        fromMs: 0,
        toMs: Date.UTC(2027, 0, 1),
      });
      const none = { images: 0, chargedMicros: 0, costMicros: 0, promptTokens: 0, outputTokens: 0 };
      assert.deepEqual(rows, [
        { ...none, day: '2026-10-05', channel: '', requests: 2, succeeded: 0, cancelled: 1 },
        {
          ...none,
          day: '2026-10-05',
          channel: 'good',
          requests: 1,
          succeeded: 1,
          cancelled: 0,
          images: 2,
          chargedMicros: 70,
        },
      ]);
      const statement = "select channel, cancelled from usage_hours order by channel = 'good'";
      assert.deepEqual(await store.read(tamper, { statement }), [
        { channel: '', cancelled: 1 },
        { channel: 'good', cancelled: 0 },
      ]);
      assert.deepEqual(await store.read(ledgerAudit, {}), []);
      await store.close();
      await database.remove();
      await rm(older, { recursive: true });
    });
  });
}
