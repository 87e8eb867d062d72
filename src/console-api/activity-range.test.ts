import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile } from './activity-range.ts';

test('percentiles are values that were seen; of a few, the highest ones are the slowest', () => {
  const few = [76, 80, 1_600];
  assert.deepEqual(
    [0.5, 0.95, 0.99].map((share) => percentile(few, share)),
    [80, 1_600, 1_600],
  );
  const many = Array.from({ length: 100 }, (_, index) => index + 1);
  assert.deepEqual(
    [0.5, 0.95, 0.99].map((share) => percentile(many, share)),
    [50, 95, 99],
  );
  assert.equal(percentile([7], 0.5), 7);
  assert.equal(percentile([], 0.5), undefined);
});
