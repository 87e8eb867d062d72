import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { createPriceList } from '../../src/ledger/price-list.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { mostCost } from '../../src/verification/most-cost.ts';
import { planRun } from '../../src/verification/plan-run.ts';
import type { Target } from '../../src/verification/target.ts';
import { openCheckedGateway } from './checked-gateway.test.kit.ts';

const priceMicros = 33_600;

describe('what a run costs', () => {
  let checked: Awaited<ReturnType<typeof openCheckedGateway>>;
  before(async () => {
    checked = await openCheckedGateway();
  });
  beforeEach(() => {
    checked.door.faults = {};
  });
  after(() => checked.close());

  const model = 'nano-banana-2-lite';
  const plan = (contract: string, features: string[], rest: { capMicros?: number; target?: Target } = {}) =>
    checked.verification.plan(
      checked.order({ models: [model], contracts: [contract], features, concurrency: 1, ...rest }),
    );
  /** The channel, asked directly, too. */
  const target = (): Target => ({
    channel: 'upstream',
    kind: 'official',
    direct: {
      door: {
        outbound: checked.outbound,
        origin: checked.gateway.upstream.url,
        headers: { 'x-goog-api-key': 'canary-channel-credential' },
      },
      upstreamId: () => 'gemini-3.1-flash-lite-image',
    },
  });

  it('counts what is asked past the gateway in the quote, in the cap and in what was spent', async () => {
    const planned = await plan('gemini', ['text-to-image'], { target: target(), capMicros: priceMicros });
    assert.equal(planned.requests.length, 2);
    assert.equal(planned.quoteMicros, 2 * priceMicros);
    const { state, passed, spentMicros } = await planned.run();
    assert.deepEqual([state, passed, spentMicros], ['capped', 1, priceMicros]);
    const both = await plan('gemini', ['text-to-image'], { target: target(), capMicros: 2 * priceMicros });
    const ended = await both.run();
    assert.deepEqual([ended.state, ended.passed, ended.spentMicros], ['done', 2, 2 * priceMicros]);
  });

  it('reckons with a picture where a refusal is expected, and with nothing once it came', async () => {
    const planned = await plan('model-generation', ['references'], { capMicros: 4 * priceMicros });
    assert.equal(planned.requests.length, 4);
    assert.equal(planned.quoteMicros, 4 * priceMicros);
    const { state, passed, spentMicros } = await planned.run();
    assert.deepEqual([state, passed, spentMicros], ['done', 4, 3 * priceMicros]);
  });

  it('is nothing for input images: no picture is asked for but those that are checked', async () => {
    let calls = 0;
    checked.upstream.faults = {
      request(body) {
        calls += 1;
        return body;
      },
    };
    const { passed, spentMicros } = await (await plan('generations', ['reference-type'])).run();
    checked.upstream.faults = {};
    assert.deepEqual([passed, spentMicros, calls], [3, 3 * priceMicros, 3]);
  });

  it('counts answers that got lost in full, holds them against nobody, and gives up after three', async () => {
    checked.door.faults = { lose: (path) => path === '/v1/generations' };
    const before = (await checked.verification.table()).flatMap(({ evidence }) => evidence).length;
    const planned = await plan('generations', ['output']);
    const lost = await planned.run();
    assert.deepEqual(
      [lost.state, lost.done, lost.lost, lost.passed, lost.failed, lost.spentMicros],
      ['broken', 3, 3, 0, 0, 3 * priceMicros],
    );
    const after = (await checked.verification.table()).flatMap(({ evidence }) => evidence).length;
    assert.equal(after, before);
    checked.door.faults = {};
    const resumed = await checked.verification.plan(
      checked.order({ models: [model], contracts: ['generations'], features: ['output'], resume: lost.id }),
    );
    const done = await resumed.run();
    assert.deepEqual([done.state, done.passed, done.failed, done.lost], ['done', 4, 0, 0]);
  });

  describe('where the gateway gives images away', () => {
    const plain = ['text-to-image', 'aspect-ratio'];
    before(async () => {
      const gift = { unit: 'image', tiers: { '1K': 0 } } as const;
      await createPriceList(checked.store, systemClock, []).set(model, '*', gift, { actor: 'test' });
      const listed = async () => (await fetch(`${checked.gateway.url}/api/pricing`)).text();
      // The gateway keeps its list for two seconds.
      while (!(await listed()).includes('"1K":0}')) await new Promise((resolve) => setTimeout(resolve, 100));
    });
    const at = (cost: Target['cost']): Target => ({ channel: 'upstream', kind: 'official', cost });
    const free = { [model]: { tiers: { '1K': 0 }, failedMicros: 0 } };
    const dear = { [model]: { tiers: { '1K': 50_000 }, failedMicros: 20_000 } };

    it('is what the maker asks, and the cap holds', async () => {
      const { quoteMicros, requests, run } = await plan('generations', plain, { capMicros: 3 * priceMicros });
      assert.deepEqual([requests.length, quoteMicros], [15, 15 * priceMicros]);
      const { state, done, spentMicros } = await run();
      assert.deepEqual([state, done, spentMicros], ['capped', 3, 3 * priceMicros]);
    });

    it('is what the channel says it charges, and the cap holds', async () => {
      const cost = at(dear);
      const planned = await plan('generations', plain, { target: cost, capMicros: 120_000 });
      assert.equal(planned.quoteMicros, 15 * 50_000);
      const { state, done, spentMicros } = await planned.run();
      assert.deepEqual([state, done, spentMicros], ['capped', 2, 100_000]);
      assert.equal((await plan('generations', plain, { target: at(free) })).quoteMicros, 0);
    });

    it('is what the channel charges for what fails, too', async () => {
      checked.upstream.faults = { request: () => 'no' };
      const { failed, spentMicros } = await (
        await plan('generations', ['text-to-image'], { target: at(dear) })
      ).run();
      checked.upstream.faults = {};
      assert.deepEqual([failed, spentMicros], [1, 20_000]);
    });

    it('is play money in the sandbox, which nobody pays for', async () => {
      const sandbox = await plan('generations', plain, { target: { channel: 'sandbox', kind: 'sandbox' } });
      assert.deepEqual([sandbox.quoteMicros, sandbox.left.length], [0, 0]);
    });
  });

  it('is not asked for where nobody can say what it costs', () => {
    const costOf = mostCost({
      target: target(),
      catalog: createCatalog(shippedModels, shippedUpstreamModels),
      listPrices: [],
      priceOf: () => 0,
    });
    const cases = checked.verification.cases.filter((row) => row.model === model && row.feature === 'output');
    const { requests, left } = planRun({ cases, costOf, has: new Set(), direct: false });
    assert.deepEqual([requests.length, left.length], [0, cases.length]);
    assert.match(left[0]?.reason ?? '', /nobody knows what nano-banana-2-lite costs upstream/);
  });

  it('is limited by whoever begins it, from the command line as from the server', async () => {
    const planned = await checked.verification.plan({
      ...checked.order({ models: [model], contracts: ['generations'], features: ['text-to-image'] }),
      capMicros: undefined,
    });
    await assert.rejects(planned.run(), /how much it may cost/);
  });
});
