import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ledgerAudit } from '../../src/ledger/audit-ledger.ts';
import { findBookErrors, readGenerations, readKept } from './books.test.kit.ts';
import type { Site } from './site.test.kit.ts';

/**
 * What must hold once a crashed process was started again: the books are right, nothing is held for ever, no
 * temporary file is left, and the archive holds exactly what the rows name.
 */
export async function auditSite(site: Site): Promise<void> {
  assert.deepEqual(await site.store.read(findBookErrors, undefined), []);
  assert.deepEqual(await site.store.read(ledgerAudit, {}), [], 'the auditor finds nothing');
  const generations = await site.store.read(readGenerations, {});
  const unended = generations.filter((row) => row.lease_until !== null || row.state === 'running');
  assert.deepEqual(unended, [], 'no generation is left running');

  const files = await readdir(site.folder, { recursive: true });
  assert.deepEqual(
    files.filter((file) => /[^/]\.spool$/.test(file)),
    [],
    'no temporary file is left',
  );
  const { artifacts, claimed } = await site.store.read(readKept, undefined);
  const kept = await filesBelow(site.archive);
  const images = kept.filter((file) => !file.startsWith('replays/'));
  assert.deepEqual(images.sort(), artifacts.sort(), 'the archive holds what the rows name');
  for (const file of kept.filter((name) => name.startsWith('replays/'))) {
    const generationId = path.basename(file, '.body');
    assert.ok(claimed.includes(generationId), `${file} is kept for an Idempotency-Key`);
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}
