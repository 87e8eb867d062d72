import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bankMigrations } from '../../test/services/bank/open-bank.ts';
import { openAccount, readAccount } from '../../test/services/bank/units.ts';
import { type TestDatabase, testEngines } from '../../test/services/test-engines.ts';
import { NewerSchema } from './errors.ts';
import { openStore } from './open-store.ts';
import type { MigrateInfo } from './store.ts';

const run = promisify(execFile);
const openAndClose = fileURLToPath(new URL('../../test/services/bank/open-and-close.js', import.meta.url));
const bothNames = ['0001-accounts', '0002-entries'];

for (const engine of testEngines()) {
  describe(`migrations on ${engine.name}`, () => {
    let folder: string;
    const databases: TestDatabase[] = [];
    const fresh = async () => {
      const database = await engine.create();
      databases.push(database);
      return database.url;
    };
    /** A copy beside the original, so that its imports still resolve. */
    const copyMigrations = async (change: (copy: string) => Promise<void>) => {
      const copy = await mkdtemp(path.join(folder, 'copy-'));
      for (const file of await readdir(bankMigrations)) {
        if (file.endsWith('.js')) await cp(path.join(bankMigrations, file), path.join(copy, file));
      }
      await change(copy);
      return copy;
    };

    before(async () => {
      folder = await mkdtemp(path.join(path.dirname(bankMigrations), '.migrations-'));
    });
    after(async () => {
      await rm(folder, { recursive: true, force: true });
      for (const database of databases) await database.remove();
    });

    test('run once, in order, and not again', async () => {
      const url = await fresh();
      const first = await openStore({ url, migrations: bankMigrations });
      assert.deepEqual(first.migrateInfo, { applied: bothNames, ran: bothNames });
      await first.close();
      const second = await openStore({ url, migrations: bankMigrations });
      assert.deepEqual(second.migrateInfo, { applied: bothNames, ran: [] });
      await second.close();
    });

    test('of four processes that start together, one migrates and the others wait for it', async () => {
      const url = await fresh();
      const slow = await copyMigrations((copy) =>
        writeFile(
          path.join(copy, '0003-slow.js'),
          'export const up = () => new Promise((resolve) => setTimeout(resolve, 1_500));',
        ),
      );
      const started = Array.from({ length: 4 }, () => run(process.execPath, [openAndClose, url, slow]));
      const infos = (await Promise.all(started)).map(({ stdout }) => JSON.parse(stdout) as MigrateInfo);
      assert.deepEqual(
        infos.flatMap((info) => info.ran),
        [...bothNames, '0003-slow'],
      );
      assert.ok(infos.every((info) => info.applied.length === 3));
    });

    test('an upgrade that fails half way leaves the old schema and rows, and runs again', async () => {
      const url = await fresh();
      const before = await openStore({ url, migrations: bankMigrations });
      await before.write(openAccount, { id: 'kept', balanceMicros: 7 });
      await before.close();

      const halfDone = (statement: string) =>
        copyMigrations((copy) =>
          writeFile(
            path.join(copy, '0003-notes.js'),
            `export async function up(db) {
              await db.schema.createTable('bank_note').addColumn('id', 'text').execute();
              ${statement}
            }`,
          ),
        );
      const breaking = await halfDone(
        `await db.schema.createTable('bank_note').addColumn('id', 'text').execute();`,
      );
      await assert.rejects(openStore({ url, migrations: breaking }), /0003-notes failed and was rolled back/);

      const repaired = await openStore({ url, migrations: await halfDone('') });
      assert.deepEqual(repaired.migrateInfo.ran, ['0003-notes']);
      assert.equal((await repaired.read(readAccount, 'kept'))?.balance_micros, 7);
      await repaired.close();
    });

    test('an older version refuses a newer database, says so, and changes nothing', async () => {
      const url = await fresh();
      await (await openStore({ url, migrations: bankMigrations })).close();
      const older = await copyMigrations((copy) => rm(path.join(copy, '0002-entries.js')));
      await assert.rejects(openStore({ url, migrations: older }), (error) => {
        assert.ok(error instanceof NewerSchema);
        assert.match(
          error.message,
          /last opened by a newer version \(it has migration 0002-entries; .* 0001-accounts\)/,
        );
        return true;
      });
      const newer = await openStore({ url, migrations: bankMigrations });
      assert.deepEqual(newer.migrateInfo.ran, []);
      await newer.close();
    });

    test('two migrations with one number are refused before anything runs', async () => {
      const doubled = await copyMigrations((copy) =>
        cp(path.join(copy, '0002-entries.js'), path.join(copy, '0002-other.js')),
      );
      await assert.rejects(
        openStore({ url: await fresh(), migrations: doubled }),
        /0002-entries\.js and 0002-other\.js have the same number/,
      );
    });
  });
}
