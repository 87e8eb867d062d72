import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { durationText, readDuration } from './duration.ts';

describe('a duration', () => {
  it('is whole minutes, hours or days', () => {
    assert.deepEqual(['30m', '24h', '7d'].map(readDuration), [1_800_000, 86_400_000, 604_800_000]);
  });

  it('is written in its largest whole unit', () => {
    const texts = ['5m', '90m', '1h', '25h', '7d'];
    assert.deepEqual(
      texts.map((text) => durationText(readDuration(text) ?? 0)),
      texts,
    );
    assert.equal(durationText(86_400_000), '1d');
  });

  it('is nothing else', () => {
    for (const text of ['', '24', 'h', '0h', '1.5h', '-1h', '24 h', '24H', '1h30m', '10s', '9999999d']) {
      assert.equal(readDuration(text), undefined, text);
    }
  });
});
