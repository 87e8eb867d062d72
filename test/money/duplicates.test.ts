import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { testEngines } from '../services/test-engines.ts';
import { type BookKeeper, type KeptAccount, openBookKeeper } from './book-keeper.test.kit.ts';
import { figure, isFull } from './figure.test.kit.ts';
import { type Answer, imagesUrl, priceMicros, surfaces } from './surfaces.test.kit.ts';
import { watchBooks } from './watch-books.test.kit.ts';

/** Every day the duplicates below, that come at the same moment, and `idempotency.test.ts`. */
const skip =
  isFull || process.env.PLANTAIN_TEST_ALL === '1' ? false : 'takes ten seconds; PLANTAIN_TEST_ALL=1';
const submissions = figure(2_000, 100_000);
const keysUsed = 40;
const atOnce = 64;
const opening = 100 * priceMicros;

/** An answer without its body: a hundred thousand pictures would not fit. */
interface Submitted {
  readonly index: number;
  readonly changed: boolean;
  readonly status: number;
  readonly isReplayed: boolean;
  readonly generation: string | null;
  readonly contentType: string | null;
  readonly retryAfter: number;
  /** SHA-256 of a success; any other body as text. */
  readonly body: string;
}

for (const engine of testEngines()) {
  describe(`repeated Idempotency-Keys on ${engine.name}`, () => {
    let books: BookKeeper;
    let account: KeptAccount;
    before(async () => {
      books = await openBookKeeper(engine);
      account = await books.open(opening);
    });
    after(() => books.close());

    it(`make ${keysUsed} generations and charges of ${submissions} submissions, replayed byte for byte`, {
      timeout: 3_600_000,
      skip,
    }, async (test) => {
      const stopWatching = watchBooks(books.store, 1_000);
      const submitted = await submitAll(books, account);
      await stopWatching();

      const rows = await account.generations();
      test.diagnostic(
        `${submitted.length} submissions, ${rows.length} generations, answers: ${tally(submitted)}`,
      );
      assert.equal(rows.length, keysUsed);
      assert.equal(await account.balance(), opening - keysUsed * priceMicros);
      for (let index = 0; index < keysUsed; index += 1) {
        checkAnswers(submitted.filter((entry) => entry.index === index));
      }
    });
  });
}

function tally(submitted: readonly Submitted[]): string {
  const counts = new Map<string, number>();
  for (const { isReplayed, status } of submitted) {
    const name = isReplayed ? 'replayed' : String(status);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}

/** Each key belongs to one surface; every seventh submission has another body. */
async function submitAll(books: BookKeeper, account: KeptAccount): Promise<Submitted[]> {
  const submitted: Submitted[] = [];
  let next = 0;
  const submit = async () => {
    while (next < submissions) {
      const turn = next;
      next += 1;
      // Neighbours share a key, so that many ask for the same one at the same time.
      const index = Math.floor(turn / 16) % keysUsed;
      const surface = surfaces[index % surfaces.length] as (typeof surfaces)[number];
      const changed = turn % 7 === 3;
      const answer = await surface.ask(
        books.gateway.url,
        account.key,
        changed ? `another body ${index}` : `body ${index % 2}`,
        { 'idempotency-key': `order ${index}` },
      );
      assert.ok(answer, 'every submission is answered');
      submitted.push({ index, changed, ...factsOf(answer) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, submit));
  return submitted;
}

const factsOf = ({ status, headers, body }: Answer): Omit<Submitted, 'index' | 'changed'> => ({
  status,
  isReplayed: headers.get('idempotent-replayed') === 'true',
  generation: headers.get('x-plantain-generation'),
  contentType: headers.get('content-type'),
  retryAfter: Number(headers.get('retry-after')),
  body: status === 200 ? createHash('sha256').update(body).digest('hex') : String(body),
});

/** Whichever body came first under a key is the one that runs; the others conflict. */
function checkAnswers(entries: readonly Submitted[]): void {
  const good = entries.filter(({ status }) => status === 200);
  const [first] = good;
  assert.ok(first && good.length > 1, 'there are replays');
  assert.ok(good.filter(({ isReplayed }) => !isReplayed).length <= 1);
  for (const answer of good) {
    assert.equal(answer.changed, first.changed, 'only one body is answered');
    assert.equal(answer.body, first.body, 'byte for byte');
    assert.equal(answer.generation, first.generation);
    assert.equal(answer.contentType, first.contentType);
  }
  for (const { status, changed, body, retryAfter } of entries) {
    if (status === 200) continue;
    if (changed !== first.changed) {
      assert.equal(status, 400, body);
      assert.match(body, /was used with a different request body/);
    } else {
      assert.equal(status, 409, body);
      assert.ok(retryAfter > 0);
    }
  }
}

for (const engine of testEngines()) {
  describe(`concurrent duplicates on ${engine.name}`, () => {
    it('need money for one only: the others are told to wait, not that the account is empty', async () => {
      const books = await openBookKeeper(engine);
      try {
        const account = await books.open(priceMicros);
        const headers = { 'idempotency-key': 'once' };
        const answers = await Promise.all(
          Array.from({ length: 60 }, () =>
            imagesUrl.ask(books.gateway.url, account.key, 'one #emulate(latency, ms=1000)', headers),
          ),
        );
        const facts = answers.map((answer) => answer && factsOf(answer));
        const ran = facts.filter((answer) => answer?.status === 200 && !answer.isReplayed);
        const waiting = facts.filter((answer) => answer?.status === 409);
        // On a busy machine some come when it has ended, and are told what it ended with.
        const later = facts.filter((answer) => answer?.status === 200 && answer.isReplayed);
        assert.deepEqual([ran.length, waiting.length + later.length], [1, 59], JSON.stringify(facts));
        assert.ok(waiting.length > 0);
        assert.equal(await account.balance(), 0);
        assert.deepEqual(await account.errors(), []);
      } finally {
        await books.close();
      }
    });
  });
}
