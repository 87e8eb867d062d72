import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { createTokenCheck } from '../../src/admin/admin-token.ts';
import { apiKeyHint, createApiKey } from '../../src/admission/api-key.ts';
import { createAuthenticate } from '../../src/admission/authenticate.ts';
import { createKeys } from '../../src/admission/keys.ts';
import { createBadAnswers } from '../../src/admission/rate-limit/bad-answers.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { isFull } from '../money/figure.test.kit.ts';
import { type TestDatabase, testEngines } from '../services/test-engines.ts';

const skip = !isFull && 'measures time; set PLANTAIN_PROOFS=full';

for (const engine of testEngines()) {
  describe(`looking up keys, on ${engine.name}`, () => {
    let database: TestDatabase;
    let store: Store;
    const asked: string[] = [];
    let ask: (key: string) => Promise<string>;
    /** Wrong keys by what they share with good ones. */
    const wrong: Record<string, () => string> = { 'of nobody': () => createApiKey('live') };
    before(async () => {
      database = await engine.create();
      store = await openStore({ url: database.url });
      const noting: Store = {
        ...store,
        read: (unit, input) => {
          asked.push(unit.name);
          return store.read(unit, input);
        },
        write: (unit, input) => {
          asked.push(unit.name);
          return store.write(unit, input);
        },
      };
      const keys = createKeys(store, systemClock);
      const authenticate = createAuthenticate(noting, systemClock, createBadAnswers(systemClock, 1e9));
      ask = async (key) => {
        try {
          await authenticate({ headers: { 'x-api-key': key }, query: {}, address: '192.0.2.1' });
          return 'found';
        } catch (error) {
          return JSON.stringify({ ...(error as object), message: (error as Error).message });
        }
      };
      for (let count = 0; count < 30; count += 1) await keys.create({ mode: 'live', name: `k${count}` });
      const { key: good } = await keys.create({ mode: 'live', name: 'good' });
      assert.equal(await ask(good), 'found');
      const { id, key: revoked } = await keys.create({ mode: 'live', name: 'revoked' });
      await keys.revoke(id, { actor: 'test' });
      wrong['that was revoked'] = () => revoked;
      if (!isFull) return;
      // What is shown of a good key, by which it is known to be asked for.
      const like = likeHint(good);
      assert.equal(apiKeyHint(like), apiKeyHint(good));
      wrong['with the hint of a good one'] = () => like;
    });
    after(async () => {
      await store.close();
      await database.remove();
    });

    it('reads one row for every wrong key, and answers all in the same words', async () => {
      const said = new Set<string>();
      for (const [kind, make] of Object.entries(wrong)) {
        asked.length = 0;
        said.add(await ask(make()));
        assert.deepEqual(asked, ['find-caller'], kind);
      }
      asked.length = 0;
      // Whoever sends it can tell it from a key by its checksum: to refuse it without a look-up tells nothing.
      said.add(await ask('pt_live_nonsense'));
      assert.deepEqual(asked, []);
      assert.equal(said.size, 1, [...said].join('\n'));
    });

    it('takes as long for a key that resembles a good one as for any other', { skip }, async (context) => {
      // The same ones again and again: a new text costs more the first time it is read.
      const nobody = Array.from({ length: 20 }, () => wrong['of nobody']?.() as string);
      let turn = 0;
      const like = wrong['with the hint of a good one']?.() as string;
      const share = await shareOfSlower(
        5_000,
        () => ask(nobody[turn++ % nobody.length] as string),
        () => ask(like),
      );
      context.diagnostic(`slower in ${(share * 100).toFixed(1)} % of pairs`);
      // Where its hash falls in the index makes some of it; one look-up more would make it nearly 1.
      assert.ok(Math.abs(share - 0.5) < 0.15, String(share));
    });
  });
}

it('takes as long to refuse an admin token that begins right as any other', { skip }, async (context) => {
  const token = 'an-admin-token-of-enough-length-0001';
  const isToken = createTokenCheck(token);
  const other = `Bearer ${'x'.repeat(token.length)}`;
  const close = `Bearer ${token.slice(0, -1)}2`;
  const share = await shareOfSlower(
    20_000,
    async () => isToken(other),
    async () => isToken(close),
  );
  context.diagnostic(`slower in ${(share * 100).toFixed(1)} % of pairs`);
  assert.ok(Math.abs(share - 0.5) < 0.05, String(share));
});

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A well-formed key with the first twelve and the last four characters of another: some fifteen million are tried. */
function likeHint(key: string): string {
  const wanted = [...key.slice(-4)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
  const text = Buffer.from(`${key.slice(0, 12)}${createApiKey('live').slice(12, -6)}`);
  for (let count = 0; ; count += 1) {
    for (let at = text.length - 6, rest = count; at < text.length; at += 1, rest = Math.floor(rest / 62)) {
      text[at] = digits.charCodeAt(rest % 62);
    }
    const sum = crc32(text);
    if (sum % 62 ** 4 !== wanted) continue;
    const head = [62 ** 5, 62 ** 4].map((power) => digits[Math.floor(sum / power) % 62]).join('');
    return `${text}${head}${key.slice(-4)}`;
  }
}

/** The share of pairs, asked in turn and in changing order, in which the second took longer than the first. */
async function shareOfSlower(
  pairs: number,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<number> {
  const timed = async (work: () => Promise<unknown>) => {
    const start = process.hrtime.bigint();
    await work();
    return process.hrtime.bigint() - start;
  };
  let slower = 0;
  for (let pair = -500; pair < pairs; pair += 1) {
    const isSwapped = pair % 2 === 0;
    const early = await timed(isSwapped ? second : first);
    const late = await timed(isSwapped ? first : second);
    const [one, two] = isSwapped ? [late, early] : [early, late];
    if (pair >= 0) slower += two > one ? 1 : two === one ? 0.5 : 0;
  }
  return slower / pairs;
}
