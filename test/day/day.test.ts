import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFull } from '../money/figure.test.kit.ts';
import { shortDay, wholeDay } from './day-script.test.kit.ts';
import { runDay } from './run-day.test.kit.ts';

const skip =
  isFull || process.env.PLANTAIN_TEST_ALL === '1' ? false : 'takes ten seconds; PLANTAIN_TEST_ALL=1';

it('a day of outages, storms, wrong keys and cut bodies goes by and clients notice nothing', {
  skip,
}, async () => {
  const { goals, remarks } = await runDay(isFull ? wholeDay : shortDay);
  const missed = goals.filter(({ isMet, isOfWholeDay }) => !isMet && (isFull || !isOfWholeDay));
  assert.deepEqual(missed, [], remarks.join('\n'));
});
