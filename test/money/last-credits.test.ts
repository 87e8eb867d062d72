import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { readBalance, readGenerations, readSpent } from './books.test.kit.ts';
import { figure } from './figure.test.kit.ts';
import { openSite, type PrepaidKey, type Site } from './site.test.kit.ts';
import { type Answer, priceMicros, type Surface, surfaces } from './surfaces.test.kit.ts';
import { watchBooks } from './watch-books.test.kit.ts';

const rounds = figure(3, 100);
const budgetRounds = figure(1, 100);
const requests = 1_000;
const covered = 10;

for (const engine of testEngines()) {
  const processes = engine.name === 'PostgreSQL' ? 2 : 1;
  describe(`a prepaid account on ${engine.name}, ${processes} gateway process(es)`, () => {
    let site: Site;
    let gateways: GatewayProcess[];
    before(async () => {
      site = await openSite(engine);
      gateways = await Promise.all(Array.from({ length: processes }, () => site.start()));
    });
    after(() => site.close());

    /** All at once, on all surfaces and at every process. */
    const askAtOnce = (key: string) =>
      Promise.all(
        Array.from({ length: requests }, async (_, index) => {
          const surface = surfaces[index % surfaces.length] as (typeof surfaces)[number];
          const gateway = gateways[Math.floor(index / surfaces.length) % gateways.length] as GatewayProcess;
          return { surface, answer: await surface.ask(gateway.url, key, 'the last credits') };
        }),
      );
    const assertCovered = async (
      answers: Awaited<ReturnType<typeof askAtOnce>>,
      { account, round }: { account: PrepaidKey; round: number },
      refusedWith: (surface: Surface) => readonly [status: number, body: RegExp],
    ) => {
      const refused = answers.filter(({ answer }) => answer?.status !== 200);
      assert.equal(answers.length - refused.length, covered, `round ${round}: ${tally(answers)}`);
      for (const { surface, answer } of refused) {
        const [status, body] = refusedWith(surface);
        assert.equal(answer?.status, status, `${surface.name}: ${answer?.body}`);
        assert.match(String(answer?.body), body);
      }
      const rows = await site.store.read(readGenerations, { keyId: account.id });
      assert.deepEqual(
        rows.map((row) => [row.state, row.charged_micros]),
        Array.from({ length: covered }, () => ['succeeded', priceMicros]),
      );
    };
    const balanceOf = ({ accountId }: PrepaidKey) => site.store.read(readBalance, { accountId });

    it(`pays for exactly ${covered} of ${requests} parallel requests on all surfaces, ${rounds} times`, {
      timeout: 3_600_000,
    }, async (test) => {
      const stopWatching = watchBooks(site.store);
      for (let round = 0; round < rounds; round += 1) {
        const account = await site.prepaidKey(covered * priceMicros + priceMicros - 1);
        const answers = await askAtOnce(account.key);
        await assertCovered(answers, { account, round }, ({ refusedStatus, refusedWith }) => [
          refusedStatus,
          refusedWith,
        ]);
        assert.equal(await balanceOf(account), priceMicros - 1, 'what does not cover an image is left');
      }
      await stopWatching();
      test.diagnostic(`${rounds * requests} requests, ${rounds * covered} accepted, every other refused`);
    });

    it(`has a key whose budget pays for exactly ${covered} of ${requests} parallel requests, ${budgetRounds} times`, {
      timeout: 3_600_000,
    }, async () => {
      const stopWatching = watchBooks(site.store);
      for (let round = 0; round < budgetRounds; round += 1) {
        const givenMicros = requests * priceMicros;
        const totalMicros = covered * priceMicros + priceMicros - 1;
        const account = await site.prepaidKey(givenMicros, { budget: { totalMicros } });
        const answers = await askAtOnce(account.key);
        await assertCovered(answers, { account, round }, ({ refusedStatus, overBudgetWith }) => [
          refusedStatus,
          overBudgetWith,
        ]);
        assert.equal(await balanceOf(account), givenMicros - covered * priceMicros);
        assert.equal(await site.store.read(readSpent, { keyId: account.id }), covered * priceMicros);
      }
      await stopWatching();
    });
  });
}

function tally(answers: readonly { answer: Answer | undefined }[]): string {
  const counts = new Map<string, number>();
  for (const { answer } of answers) {
    const name = String(answer?.status ?? 'no answer');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return JSON.stringify(Object.fromEntries(counts));
}
