import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { artifactKey } from '../../src/archive/artifact-key.ts';
import { deleteRows } from '../../src/archive/delete-rows.ts';
import type { ArtifactStore } from '../../src/archive/stores/artifact-store.ts';
import { openArtifactStore } from '../../src/archive/stores/open-artifact-store.ts';
import { failAbandoned } from '../../src/ledger/fail-abandoned.ts';
import { leaseMs } from '../../src/records/leases.ts';
import { expiredOutputs, markDeleted } from '../../src/records/outputs.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import { onEveryStore, tester } from './open-books.test.kit.ts';
import { tamper } from './tamper.test.kit.ts';

const dayMs = 24 * 3_600_000;

onEveryStore((books) => {
  let folder: string;
  let files: ArtifactStore;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'plantain-retention-'));
    files = await openArtifactStore(`file:${folder}`);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('deletes an image that an owner taken for dead archived after its generation was ended', async () => {
    const { store } = books();
    const { accountId, mode, ...caller } = await books().open({ micros: 1_000_000 });
    const ticket = await books().accept({ accountId, mode, ...caller });
    const endedMs = books().nowMs + leaseMs + 1;
    const { failed } = await store.write(failAbandoned, { accountId, mode, nowMs: endedMs, limit: 10 });
    assert.deepEqual(
      failed.map(({ id }) => id),
      [ticket.id],
    );
    const { id: generationId, createdAtMs } = ticket;
    const key = artifactKey({
      generationId,
      kind: 'sync-image',
      createdAtMs,
      number: 1,
      mediaType: 'image/png',
    });
    const late = path.join(files.spoolFolder, 'late.spool');
    await writeFile(late, 'a picture');
    await files.keep(late, key, { mediaType: 'image/png', sizeBytes: 9 });

    const atMs = endedMs + 15 * dayMs + 3_600_001;
    assert.deepEqual(await deleteRows({ store, files, retentionMs: 15 * dayMs }, atMs), { gone: 1 });
    assert.equal(await files.head(key), undefined);
  });

  it('deletes what ended before the retention when its images are gone; the books agree and refunds go on', async () => {
    const { store } = books();
    const parts = { store, files, retentionMs: 15 * dayMs };
    const caller = await books().open({ micros: 10_000_000 });
    const kept = await books().accept(caller);
    const succeeded = [];
    // More than one batch.
    for (let index = 0; index < 130; index += 1) {
      const ticket = await books().accept(caller);
      await books().succeed(ticket);
      succeeded.push(ticket.id);
    }
    const failed = await books().accept(caller);
    await books().fail(failed);
    const exists = async (id: string) =>
      (await store.read(readGeneration, { id, accountId: caller.accountId, mode: 'live' })) !== undefined;

    const endedMs = books().nowMs;
    const atMs = endedMs + 15 * dayMs + 3_600_001;
    assert.deepEqual(
      await deleteRows(parts, endedMs + 15 * dayMs),
      { gone: 0 },
      'nothing goes before its time',
    );
    assert.deepEqual(
      await deleteRows(parts, atMs),
      { gone: 1 },
      'what has image files waits for their deletion',
    );
    assert.equal(await exists(failed.id), false);
    assert.equal(await exists(succeeded[0] as string), true);

    const outputs = await store.read(expiredOutputs, { nowMs: atMs, limit: 1_000 });
    await store.write(markDeleted, { nowMs: atMs, outputs });
    assert.deepEqual(await deleteRows(parts, atMs), { gone: 130 });
    for (const id of succeeded) assert.equal(await exists(id), false);
    assert.equal(await exists(kept.id), true, 'what has not ended is never deleted');

    books().nowMs = atMs;
    await books().accounts.topUp(
      caller.accountId,
      { mode: 'live', amountMicros: 1, reason: 'moves the books on' },
      tester,
    );
    assert.deepEqual(await books().problems(), []);
    const { amountMicros } = await books().accounts.refund(
      succeeded[0] as string,
      { reason: 'blurred' },
      tester,
    );
    assert.equal(amountMicros, 67_000);
    const recent = await books().accept(caller);
    for (const ticket of [kept, recent]) await books().succeed(ticket);
    assert.deepEqual(await books().problems(), []);

    // Money without a generation is still found where the generation must be there.
    await store.write(tamper, { statement: `delete from generations where id = '${recent.id}'` });
    const [problem] = (await books().problems()) as { check: string; subject: string }[];
    assert.deepEqual([problem?.check, problem?.subject], ['a transfer belongs to a generation', recent.id]);
    books().nowMs = endedMs;
  });
});
