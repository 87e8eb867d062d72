import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Failure } from '../generation/failure.ts';
import { hashPassword, isPassword } from './password.ts';

it('tells a right password from a wrong one, however its letters are composed', async () => {
  const stored = await hashPassword('schön und lang'.normalize('NFD'));
  assert.equal(await isPassword('schön und lang'.normalize('NFC'), stored), true);
  assert.equal(await isPassword('schon und lang', stored), false);
  assert.equal(await isPassword('', undefined), false);
});

it('refuses tries at once beyond those that can wait, and answers all others', async () => {
  // A cheap hash: what is counted are the places, not the work.
  const stored = ['scrypt', 2, 1, 1, 'c2FsdA', Buffer.alloc(32).toString('base64url')].join('$');
  const tries = await Promise.allSettled(Array.from({ length: 300 }, () => isPassword('x', stored)));
  const refused = tries.filter((each) => each.status === 'rejected');
  assert.equal(refused.length, 300 - 252);
  assert.ok(refused.every(({ reason }) => reason instanceof Failure && reason.code === 'overloaded'));
  assert.equal(await isPassword('x', stored), false);
});
