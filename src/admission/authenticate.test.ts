import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { createApiKey } from './api-key.ts';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import { createKeys, type Keys } from './keys.ts';
import { createBadAnswers } from './rate-limit/bad-answers.ts';
import { type TestClock, testClock } from './rate-limit/limiters.test.kit.ts';

describe('authenticating', () => {
  let folder: string;
  let store: Store;
  let keys: Keys;
  let reads: number;
  let broken: boolean;
  let clock: TestClock;
  let authenticate: Authenticate;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-authenticate-'));
    store = await openStore({ url: `sqlite:${path.join(folder, 'plantain.db')}` });
  });
  after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    reads = 0;
    broken = false;
    clock = testClock();
    keys = createKeys(store, clock);
    const counted: Store = {
      ...store,
      read: (unit, input) => {
        reads += 1;
        if (broken) return Promise.reject(new Error('the database is away'));
        return store.read(unit, input);
      },
    };
    authenticate = createAuthenticate(counted, clock, createBadAnswers(clock));
  });

  /** The caller, or the code of the failure. */
  const ask = async (key: string | undefined, address = '192.0.2.1'): Promise<Caller | string> => {
    try {
      return await authenticate({ headers: key ? { 'x-api-key': key } : {}, query: {}, address });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.code === 'rate_limited') assert.ok((error.retryAfterMs ?? 0) <= 59_000);
      return error.code;
    }
  };
  const createKey = async (settings = {}) => (await keys.create({ mode: 'live', name: 'k', settings })).key;
  const flood = async (count: number, address?: string) => {
    const codes = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        ask(
          index % 3 === 0 ? createApiKey('live') : index % 3 === 1 ? 'pt_live_nonsense' : undefined,
          address,
        ),
      ),
    );
    return codes.filter((code) => code === 'unauthenticated').length;
  };

  it('answers 600 bad keys of an address, then refuses without a look-up until the told wait is over', async () => {
    assert.equal(await flood(5_000), 600);
    assert.ok(reads <= 600, `${reads} look-ups`);
    const before = reads;
    assert.equal(await ask(createApiKey('live')), 'rate_limited');
    assert.equal(reads, before);
    clock.nowMs += 59_000;
    assert.equal(await flood(1_000), 600);
  });

  it('serves known keys of a flooding address all the same, and other addresses wholly', async () => {
    const [known, fresh] = [await createKey(), await createKey()];
    assert.equal(typeof (await ask(known)), 'object');
    await flood(1_000);
    clock.nowMs += 30_000;
    assert.equal(typeof (await ask(known)), 'object');
    assert.equal(await ask(fresh), 'rate_limited');
    assert.equal(typeof (await ask(fresh, '192.0.2.2')), 'object');
    assert.equal(typeof (await ask(fresh)), 'object');
  });

  it('counts a good key never, not even 5,000 first uses at once, and looks it up once', async () => {
    const key = await createKey();
    const answers = await Promise.all(Array.from({ length: 5_000 }, () => ask(key)));
    assert.ok(answers.every((answer) => typeof answer === 'object'));
    assert.equal(reads, 1);
    assert.equal(await flood(1_000), 600);
  });

  it('does not take requests for guesses while the database is away', async () => {
    broken = true;
    for (let index = 0; index < 700; index += 1) await assert.rejects(ask(createApiKey('live')), /is away/);
    broken = false;
    assert.equal(typeof (await ask(await createKey())), 'object');
  });

  it('counts the guesses of one IPv6 network together, and an IPv4 address in either spelling', async () => {
    assert.equal(await flood(700, '2001:db8:1:2::1'), 600);
    assert.equal(await ask('bad', '2001:db8:1:2:ffff::9'), 'rate_limited');
    assert.equal(await ask('bad', '2001:db8:1:3::1'), 'unauthenticated');
    assert.equal(await flood(700, '198.51.100.7'), 600);
    assert.equal(await ask('bad', '::ffff:198.51.100.7'), 'rate_limited');
  });

  it('refuses a revoked key within a second, and an expired one at once', async () => {
    const { id, key } = await keys.create({ mode: 'live', name: 'revoked' });
    assert.equal(typeof (await ask(key)), 'object');
    await keys.revoke(id);
    clock.nowMs += 1_000;
    assert.equal(await ask(key), 'unauthenticated');
    const expiring = await keys.create({ mode: 'live', name: 'e', expiresAtMs: clock.nowMs + 10 });
    assert.equal(typeof (await ask(expiring.key)), 'object');
    clock.nowMs += 10;
    assert.equal(await ask(expiring.key), 'unauthenticated');
  });

  it('tells whoever holds an expired key that it has expired, and others nothing of it', async () => {
    const { key } = await keys.create({ mode: 'live', name: 'e', expiresAtMs: clock.nowMs + 10 });
    clock.nowMs += 10;
    const words = async (offered: string) => {
      const source = { headers: { 'x-api-key': offered }, query: {}, address: '192.0.2.1' };
      return authenticate(source).then(String, (error: Error) => error.message);
    };
    assert.match(await words(key), /^This API key has expired/);
    assert.match(await words(createApiKey('live')), /^Missing or invalid API key/);
  });

  it('forgets a revoked key as soon when the wall clock is set back meanwhile', async () => {
    const { id, key } = await keys.create({ mode: 'live', name: 'revoked' });
    assert.equal(typeof (await ask(key)), 'object');
    await keys.revoke(id);
    clock.nowMs -= 3_600_000;
    assert.equal(await ask(key), 'unauthenticated');
  });

  it('lets a key be used from its addresses and ranges only', async () => {
    const key = await createKey({ ipAllow: ['192.0.2.7', '10.0.0.0/8', '2001:db8::/32'] });
    for (const address of ['192.0.2.7', '::ffff:192.0.2.7', '10.255.0.1', '2001:db8:ffff::1']) {
      assert.equal(typeof (await ask(key, address)), 'object', address);
    }
    for (const address of ['192.0.2.8', '11.0.0.1', '2001:db9::1', '::1', 'unknown']) {
      assert.equal(await ask(key, address), 'permission_denied', address);
    }
    assert.equal(await ask(await createKey({ ipAllow: [] })), 'permission_denied');
  });

  it('does not make a key whose addresses cannot be read', async () => {
    for (const ipAllow of [['banana'], ['10.0.0.0/33'], ['10.0.0.1/8']]) {
      await assert.rejects(createKey({ ipAllow }), RangeError);
    }
  });
});
