import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** An empty database of its own for one test file. */
export interface TestDatabase {
  /** For `openStore`. */
  readonly url: string;
  remove(): Promise<void>;
}

export interface TestEngine {
  readonly name: 'SQLite' | 'PostgreSQL';
  create(): Promise<TestDatabase>;
}

/**
 * SQLite, and PostgreSQL when DATABASE_URL names a server. With PLANTAIN_TEST_ALL=1 a missing server is an error, so
 * that a run that claims to be complete is.
 */
export function testEngines(): TestEngine[] {
  const serverUrl = process.env.DATABASE_URL;
  const sqlite: TestEngine = { name: 'SQLite', create: createSqlite };
  if (!serverUrl) {
    if (process.env.PLANTAIN_TEST_ALL === '1') throw new Error('PLANTAIN_TEST_ALL=1 needs DATABASE_URL');
    return [sqlite];
  }
  return [sqlite, { name: 'PostgreSQL', create: () => createPostgres(serverUrl) }];
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-store-'));
  return {
    url: `sqlite:${path.join(folder, 'plantain.db')}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function createPostgres(serverUrl: string): Promise<TestDatabase> {
  const name = `plantain_test_${randomBytes(6).toString('hex')}`;
  await runOnServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => runOnServer(serverUrl, `drop database ${name} with (force)`) };
}

async function runOnServer(serverUrl: string, statement: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
