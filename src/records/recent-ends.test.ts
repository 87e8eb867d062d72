import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GenerationRecord } from './generation-record.ts';
import { RecentEnds } from './recent-ends.ts';

const ended = (id: string, finishedAtMs: number | undefined = 1) =>
  ({ id, accountId: 'one', mode: 'live', finishedAtMs }) as GenerationRecord;
const keyOf = (id: string, accountId = 'one', mode: 'live' | 'test' = 'live') => ({ id, accountId, mode });

/** Kept from the second reading on. */
function keepTwice(ends: RecentEnds, ...kept: Parameters<RecentEnds['keep']>): void {
  ends.keep(...kept);
  ends.keep(...kept);
}

describe('the generations read after their end', () => {
  it('are known for a while, to their own account and mode only', () => {
    const ends = new RecentEnds({ keptMs: 10 });
    const record = ended('a');
    keepTwice(ends, record, 100, 1_000);
    assert.equal(ends.get(keyOf('a'), 1_009), record);
    assert.equal(ends.get(keyOf('a', 'other'), 1_009), undefined);
    assert.equal(ends.get(keyOf('a', 'one', 'test'), 1_009), undefined);
    assert.equal(ends.get(keyOf('a'), 1_010), undefined);
    assert.equal(ends.size, 0);
  });

  it('do not include one that was read once, also among very many', () => {
    const ends = new RecentEnds();
    for (let index = 0; index < 20_000; index += 1) ends.keep(ended(`task ${index}`), 10, 1_000);
    assert.equal(ends.size, 0);
    ends.keep(ended('task 19999'), 10, 1_000);
    assert.equal(ends.size, 1);
  });

  it('do not include one that still runs', () => {
    const ends = new RecentEnds();
    keepTwice(ends, { ...ended('a'), finishedAtMs: undefined }, 100, 1_000);
    assert.equal(ends.get(keyOf('a'), 1_000), undefined);
  });

  it('never take more room than they may, and the longest known go first', () => {
    const ends = new RecentEnds({ mostCharacters: 1_000 });
    for (let index = 0; index < 500; index += 1) keepTwice(ends, ended(`task ${index}`), 10, 1_000);
    assert.equal(ends.size, 100);
    assert.ok(ends.get(keyOf('task 499'), 1_000));
    assert.equal(ends.get(keyOf('task 399'), 1_000), undefined);
    keepTwice(ends, ended('large'), 11, 1_000);
    assert.equal(ends.get(keyOf('large'), 1_000), undefined, 'one alone may not push out many');
    ends.keep(ended('task 499'), 10, 1_000);
    assert.equal(ends.size, 100, 'known once');
  });

  it('are forgotten when the clock jumps back', () => {
    const ends = new RecentEnds({ keptMs: 10 });
    keepTwice(ends, ended('a'), 100, 1_000_000);
    assert.equal(ends.get(keyOf('a'), 1_000), undefined);
  });
});
