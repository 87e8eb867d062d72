import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnswerHead, freshFor } from './fresh-for.ts';

const mostMs = 300_000;
const nowMs = Date.parse('Sat, 21 Nov 2026 12:00:00 GMT');
const picture = (headers: Record<string, string> = {}): AnswerHead => ({ status: 200, headers });

test('a picture is used as long as its server allows, and never longer than the limit', () => {
  const rows: [Record<string, string>, number][] = [
    [{}, 300],
    [{ 'cache-control': 'max-age=60' }, 60],
    [{ 'cache-control': 'public, MAX-AGE="60", immutable' }, 60],
    [{ 'cache-control': 'max-age=31536000' }, 300],
    [{ 'cache-control': 'max-age=60', age: '45' }, 15],
    [{ 'cache-control': 'max-age=60', age: '90' }, 0],
    [{ 'cache-control': 'max-age=0' }, 0],
    [{ 'cache-control': 'max-age=soon' }, 0],
    [{ 'cache-control': 'no-store' }, 0],
    [{ 'cache-control': 'private, no-cache' }, 0],
    [{ 'cache-control': 'private' }, 300],
    [{ vary: 'accept, *' }, 0],
    [{ vary: 'accept-encoding' }, 300],
    [{ expires: 'Sat, 21 Nov 2026 12:01:00 GMT' }, 60],
    [{ expires: 'Sat, 21 Nov 2026 12:01:00 GMT', date: 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30],
    [{ expires: '0' }, 0],
    [{ expires: '0', 'cache-control': 'max-age=9' }, 9],
  ];
  for (const [headers, seconds] of rows) {
    assert.equal(freshFor([picture(headers)], nowMs, mostMs), seconds * 1000, JSON.stringify(headers));
  }
  assert.equal(freshFor([picture()], nowMs, 0), 0);
});

test('a temporary redirect ends the use unless it says how long it holds, a permanent one does not', () => {
  const to = (status: number, headers: Record<string, string> = {}): AnswerHead => ({ status, headers });
  assert.equal(freshFor([to(302), picture()], nowMs, mostMs), 0);
  assert.equal(freshFor([to(307), picture({ 'cache-control': 'max-age=99' })], nowMs, mostMs), 0);
  assert.equal(freshFor([to(302, { 'cache-control': 'max-age=20' }), picture()], nowMs, mostMs), 20_000);
  assert.equal(freshFor([to(301), to(308), picture()], nowMs, mostMs), mostMs);
  assert.equal(freshFor([to(301), to(302), picture()], nowMs, mostMs), 0);
});
