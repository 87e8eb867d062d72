import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openArtifactStore } from '../../src/archive/stores/open-artifact-store.ts';
import type { Caller } from '../../src/generation/caller.ts';
import { createBodyRoom } from '../../src/http/body-room.ts';
import { createConverter } from '../../src/lib/convert/converter.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createUploads } from '../../src/uploads/uploads.ts';
import { testEngines } from '../services/test-engines.ts';

const mebibyte = 1_048_576;

for (const engine of testEngines()) {
  test(`however many keys an account has and however many ask at once, they upload 2 GiB in 24 hours, each 200 MiB, on ${engine.name}`, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'plantain-quota-'));
    const database = await engine.create();
    const store = await openStore({ url: database.url });
    const converter = createConverter();
    try {
      const uploads = createUploads({
        store,
        converter,
        files: await openArtifactStore(`file:${folder}`),
        clock: { now: () => 1_800_000_000_000 },
        room: createBodyRoom(mebibyte, () => {}),
      });
      const reserve = (keyId: string, sizeBytes: number, of: Partial<Caller> = {}) =>
        uploads
          .of({ keyId, accountId: 'account', mode: 'live', settings: {}, ...of } as unknown as Caller)
          .reserve({ mediaType: 'image/png', sizeBytes })
          .then(
            () => 'taken',
            (error: Error) => error.message,
          );
      const answers = await Promise.all(
        Array.from({ length: 108 }, (_, index) => reserve(`key ${index % 12}`, 20 * mebibyte)),
      );
      assert.equal(answers.filter((answer) => answer === 'taken').length, 102);
      const refused = new Set(answers.filter((answer) => answer !== 'taken'));
      const words =
        'The keys of this account have uploaded 2 GiB in the last 24 hours. Use what is uploaded, or wait.';
      assert.deepEqual([...refused], [words]);
      assert.equal(await reserve('one more', 8 * mebibyte), 'taken', 'to the last byte');
      assert.equal(await reserve('one more', 1), words);
      assert.equal(await reserve('test key', mebibyte, { mode: 'test' }), 'taken');

      const other = { accountId: 'other' };
      const ofOne = await Promise.all(
        Array.from({ length: 12 }, () => reserve('other key', 20 * mebibyte, other)),
      );
      assert.equal(ofOne.filter((answer) => answer === 'taken').length, 10);
      assert.match(await reserve('other key', 1, other), /^This key has uploaded 200 MiB/);
      assert.equal(await reserve('its second', 1, other), 'taken');
    } finally {
      await converter.close();
      await store.close();
      await database.remove();
      await rm(folder, { recursive: true });
    }
  });
}
