import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestTier, usualTier } from './resolution.ts';

test('a size that is not offered is the next larger one, else the largest, in whatever order they are named', () => {
  assert.equal(nearestTier('1K', ['4K', '2K']), '2K');
  assert.equal(nearestTier('0.5K', ['4K', '2K', '1K']), '1K');
  assert.equal(nearestTier('2K', ['1K', '4K']), '4K');
  assert.equal(nearestTier('4K', ['2K', '1K']), '2K');
  assert.equal(nearestTier('1K', ['2K', '1K']), '1K');
});

test('unasked, a picture is 1K where that is offered, else of the smallest size that is', () => {
  assert.equal(usualTier(['4K', '0.5K', '1K']), '1K');
  assert.equal(usualTier(['4K', '2K']), '2K');
  assert.equal(usualTier(['2K', '0.5K']), '0.5K');
});
