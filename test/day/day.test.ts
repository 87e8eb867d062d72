import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFull } from '../money/figure.test.kit.ts';
import { shortDay, wholeDay } from './day-script.test.kit.ts';
import { runDay } from './run-day.test.kit.ts';

it('a day of outages, storms, wrong keys and cut bodies goes by and clients notice nothing', async () => {
  const { goals, remarks } = await runDay(isFull ? wholeDay : shortDay);
  const missed = goals.filter(({ isMet, isOfWholeDay }) => !isMet && (isFull || !isOfWholeDay));
  assert.deepEqual(missed, [], remarks.join('\n'));
});
