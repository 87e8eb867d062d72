import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../src/store/store.ts';
import { findBookErrors } from './books.test.kit.ts';

/** Audits the books again and again from outside; the result stops it and rejects when any snapshot was wrong. */
export function watchBooks(store: Store, everyMs = 250): () => Promise<void> {
  const found: string[] = [];
  let snapshots = 0;
  let stopping = false;
  const watching = (async () => {
    while (!stopping) {
      found.push(...(await store.read(findBookErrors, undefined)));
      snapshots += 1;
      await sleep(everyMs);
    }
  })();
  return async () => {
    stopping = true;
    await watching;
    assert.deepEqual(found.slice(0, 5), [], `${found.length} errors in ${snapshots} snapshots`);
    assert.deepEqual(await store.read(findBookErrors, undefined), [], 'at the end');
  };
}
