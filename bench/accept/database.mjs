import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

/** An empty database: its URL, a way to run SQL on it beside the gateway, and its end. */
export async function createDatabase(engine, folder, serverUrl) {
  const name = `plantain_accept_${randomBytes(6).toString('hex')}`;
  if (engine === 'sqlite') {
    const dataFolder = path.join(folder, name);
    await mkdir(dataFolder);
    return { dataFolder, ...(await sqliteDatabase(path.join(dataFolder, 'plantain.db'))) };
  }
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    run: (sql) => onServer(url.href, sql),
    // What a server that has run for long has done by itself.
    async settle() {
      await onServer(url.href, 'vacuum analyze');
      await onServer(url.href, 'checkpoint');
    },
    remove: () => onServer(serverUrl, `drop database ${name} with (force)`),
  };
}

export async function sqliteDatabase(file) {
  const { DatabaseSync } =
    process.getBuiltinModule('node:sqlite') ?? (await import('@photostructure/sqlite'));
  return {
    url: `sqlite:${file}`,
    async run(sql) {
      const database = new DatabaseSync(file);
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${sql}`);
      database.close();
    },
    async settle() {
      await this.run('PRAGMA wal_checkpoint(TRUNCATE)');
      // Else the system writes a gigabyte to the disk while accepts wait for theirs.
      const written = await open(file, 'r+');
      await written.sync();
      await written.close();
    },
    remove: async () => undefined,
  };
}

async function onServer(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Finished and charged generations, as many days back as a busy year, with their transfers. Same SQL on both engines. */
export async function storeGenerations(database, count) {
  const batch = 100_000;
  for (let from = 0; from < count; from += batch) {
    await database.run(generationsSql(from, Math.min(batch, count - from)));
  }
  await database.settle();
}

const request = JSON.stringify({
  protocol: 'openai-images',
  model: 'nano-banana-2',
  requestedModel: 'nano-banana-2',
  prompt: 'A ripe plantain on a wooden table, morning light, shallow depth of field',
  count: 1,
});

function generationsSql(from, count) {
  const numbers = `with recursive numbers(i) as (select ${from + 1} union all select i + 1 from numbers where i < ${from + count})`;
  // 23 digits that grow with time and 22 characters, as ids have.
  const id = `'2025010100000' || (1000000000 + i) || 'abcdefghijklmnopqrstuv'`;
  const transfer = (kind, debit, credit) => `
    insert into transfers (id, kind, account_id, mode, generation_id, debit, credit, amount_micros, created_at)
    ${numbers} select ${id} || ':${kind}', '${kind}', 'default', 'live', ${id}, '${debit}', '${credit}', 67000,
      1735700000000 + i * 31 from numbers;`;
  return `
    insert into generations (id, account_id, key_id, mode, protocol, model, kind, state, request, count, created_at,
      finished_at, held_micros, charged_micros)
    ${numbers} select ${id}, 'default', 'key_of_old', 'live', 'openai-images', 'nano-banana-2', 'sync-image',
      'succeeded', '${request}', 1, 1735700000000 + i * 31, 1735700009000 + i * 31, 67000, 67000 from numbers;
    ${transfer('hold', 'available', 'held')}
    ${transfer('charge', 'held', 'revenue')}`;
}
