import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { shippedPrices } from '../../src/catalog/shipped-prices.ts';
import { createPriceList } from '../../src/ledger/price-list.ts';
import { testEngines } from '../services/test-engines.ts';
import { type BookKeeper, type KeptAccount, openBookKeeper } from './book-keeper.test.kit.ts';
import { type Answer, post, tiers } from './surfaces.test.kit.ts';

/** Shipped prices of nano-banana-2 in micro-USD. */
const price = tiers as Required<typeof tiers>;
const opening = 100_000_000;

interface Receipt {
  readonly status: string;
  readonly cost: { readonly held_usd: string; readonly charged_usd: string };
  readonly usage: Readonly<
    Record<'prompt_tokens' | 'text_tokens' | 'image_tokens' | 'thought_tokens', number>
  >;
}

for (const engine of testEngines()) {
  describe(`what is charged on ${engine.name}`, () => {
    let books: BookKeeper;
    let account: KeptAccount;
    let nowMs = Date.now();
    before(async () => {
      books = await openBookKeeper(engine, { clock: { now: () => nowMs } });
      account = await books.open(opening);
    });
    after(() => books.close());

    const draw = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
      ask('/v1/images/generations', { model: 'nano-banana-2', ...body }, headers);
    const native = (prompt: string, imageSize?: string) =>
      ask('/v1beta/models/nano-banana-2:generateContent', {
        contents: [{ parts: [{ text: prompt }] }],
        ...(imageSize ? { generationConfig: { imageConfig: { imageSize } } } : {}),
      });

    /** Sends a request and reads what it cost off the balance and the receipt, which must agree. */
    async function ask(path: string, body: unknown, headers: Record<string, string> = {}) {
      const before = await account.balance();
      const answer = (await post(books.gateway.url + path, account.key, body, headers)) as Answer;
      const paidMicros = before - (await account.balance());
      const id = answer?.headers.get('x-plantain-generation');
      const receipt = id ? await readReceipt(id) : undefined;
      if (receipt) assert.equal(micros(receipt.cost.charged_usd), paidMicros);
      return { answer, paidMicros, heldMicros: receipt ? micros(receipt.cost.held_usd) : 0, receipt };
    }

    async function readReceipt(id: string): Promise<Receipt | undefined> {
      const response = await fetch(`${books.gateway.url}/v1/generations/${id}`, {
        headers: { authorization: `Bearer ${account.key}` },
      });
      return response.status === 200 ? ((await response.json()) as Receipt) : undefined;
    }

    it('is the price of the size, and the header says so', async () => {
      for (const [resolution, expected] of Object.entries(price)) {
        const { answer, paidMicros } = await draw({ prompt: 'sizes', resolution });
        assert.equal(answer.status, 200, String(answer.body));
        assert.equal(paidMicros, expected, resolution);
        assert.equal(micros(answer.headers.get('x-plantain-cost-usd') ?? ''), expected);
      }
      assert.equal((await native('native size', '4K')).paidMicros, price['4K']);
      assert.equal((await native('native default')).paidMicros, price['1K']);
    });

    it('is every image that was delivered of n, and no other', async () => {
      const three = await draw({ prompt: 'three', n: 3 });
      assert.equal(three.paidMicros, 3 * price['1K']);
      const two = await draw({ prompt: 'partial #emulate(block, reason=IMAGE_SAFETY, times=1)', n: 3 });
      assert.equal(two.answer.status, 200);
      assert.deepEqual([two.heldMicros, two.paidMicros], [3 * price['1K'], 2 * price['1K']]);
    });

    it('is one image where the upstream sent several', async () => {
      const drafts = await draw({ prompt: 'drafts #emulate(multi, count=3)' });
      assert.equal(drafts.paidMicros, price['1K']);
      assert.equal((await native('drafts #emulate(multi, count=3)')).paidMicros, price['1K']);
    });

    it('is the smaller of what was asked for and what was delivered', async () => {
      const smaller = await draw({
        prompt: 'small #emulate(size, width=1024, height=1024)',
        resolution: '4K',
      });
      assert.equal(smaller.answer.status, 200, String(smaller.answer.body));
      assert.deepEqual([smaller.heldMicros, smaller.paidMicros], [price['4K'], price['1K']]);
      const larger = await draw({
        prompt: 'large #emulate(size, width=4096, height=4096)',
        resolution: '1K',
      });
      assert.deepEqual([larger.heldMicros, larger.paidMicros], [price['1K'], price['1K']]);
      assert.equal(
        (await native('small #emulate(size, width=512, height=512)', '2K')).paidMicros,
        price['0.5K'],
      );
    });

    for (const directive of [
      'block, reason=PROHIBITED_CONTENT',
      'block, reason=IMAGE_SAFETY',
      'no-image',
      'text-only',
      'parts-null',
      'status, code=429',
      'status, code=503',
      'status, code=400',
      'cut, at=0.5',
      'half-json',
      'reset, at=before-head',
    ]) {
      it(`is nothing after #emulate(${directive}), on both surfaces`, async () => {
        const images = await draw({ prompt: `fails #emulate(${directive})` });
        assert.notEqual(images.answer.status, 200);
        assert.deepEqual([images.paidMicros, images.receipt?.status], [0, 'failed']);
        const [balance, known] = [await account.balance(), await account.generations()];
        const sent = books.gateway.upstream.requests.length;
        await native(`fails #emulate(${directive})`);
        const isNew = ({ id }: { id: string }) => known.every((row) => row.id !== id);
        const added = async () =>
          (await account.generations()).filter(isNew).map((row) => `${row.state} ${row.charged_micros}`);
        // An answer that breaks off may be told before its end is noted.
        for (let tries = 0; tries < 200 && (await added())[0] === 'running 0'; tries += 1)
          await new Promise((done) => setTimeout(done, 20));
        assert.deepEqual(await added(), ['failed 0']);
        assert.ok(books.gateway.upstream.requests.length > sent, 'it went upstream');
        assert.equal(await account.balance(), balance);
      });
    }

    it('is the last try of several', async () => {
      const { answer, paidMicros } = await draw({ prompt: 'again #emulate(status, code=503, times=1)' });
      assert.equal(answer.status, 200);
      assert.equal(paidMicros, price['1K']);
    });

    it('is nothing for a strict request that cannot be met exactly, or for one that is not valid', async () => {
      const before = (await account.generations()).length;
      const strict = await draw({ prompt: 'strict', style: 'vivid' }, { 'x-plantain-strict': 'true' });
      assert.deepEqual([strict.answer.status, strict.paidMicros], [400, 0]);
      const invalid = await draw({ prompt: 'ratio', aspect_ratio: '7:5' });
      assert.deepEqual([invalid.answer.status, invalid.paidMicros], [400, 0]);
      assert.equal((await account.generations()).length, before);
    });

    it('is the price of the moment it was accepted, whatever the list says when it ends', async () => {
      const prices = createPriceList(books.store, { now: () => nowMs }, shippedPrices);
      const slow = draw({ prompt: 'pinned #emulate(latency, ms=900)' });
      const sent = books.gateway.upstream.requests.length;
      while (books.gateway.upstream.requests.length === sent)
        await new Promise((done) => setTimeout(done, 20));
      const dearer = { unit: 'image', tiers: { '1K': 5_000_000 } } as const;
      await prices.set('nano-banana-2', '*', dearer, { actor: 'test' });
      // Longer than a price is remembered.
      nowMs += 10_000;
      const { heldMicros, paidMicros } = await slow;
      assert.deepEqual([heldMicros, paidMicros], [price['1K'], price['1K']]);
      assert.equal((await draw({ prompt: 'dearer' })).paidMicros, 5_000_000);
    });

    describe('per token', () => {
      const perToken = {
        unit: 'token',
        inputPerMillion: 500_000,
        textPerMillion: 3_000_000,
        imagePerMillion: 60_000_000,
      } as const;
      const sell = async (holdPerImage: number) => {
        const prices = createPriceList(books.store, { now: () => nowMs }, shippedPrices);
        await prices.set('nano-banana-2', '*', { ...perToken, holdPerImage }, { actor: 'test' });
        nowMs += 10_000;
      };
      /** What so many image tokens and the input, words and thoughts that were told beside them cost. */
      const worth = ({ receipt }: { receipt: Receipt | undefined }, imageTokens: number) => {
        assert.ok(receipt);
        const { prompt_tokens, text_tokens, thought_tokens } = receipt.usage;
        return Math.ceil(prompt_tokens * 0.5 + (text_tokens + thought_tokens) * 3 + imageTokens * 60);
      };

      it('is what was used, and never more than was held', async () => {
        await sell(200_000);
        const used = await draw({ prompt: 'tokens' });
        assert.deepEqual([used.heldMicros, used.receipt?.usage.image_tokens], [200_000, 1_120]);
        assert.equal(used.paidMicros, worth(used, 1_120));
        await sell(10_000);
        const capped = await draw({ prompt: 'tokens' });
        assert.deepEqual([capped.heldMicros, capped.paidMicros], [10_000, 10_000]);
      });

      it('is the share of the picture that is charged for where the upstream sent several', async () => {
        await sell(200_000);
        const drafts = await draw({ prompt: 'drafts #emulate(multi, count=3)' });
        assert.equal(drafts.receipt?.usage.image_tokens, 3 * 1_120);
        assert.equal(drafts.paidMicros, worth(drafts, 1_120));
        const all = await native('drafts #emulate(multi, count=3)');
        assert.equal(all.receipt?.usage.image_tokens, 3 * 1_120);
        assert.equal(all.paidMicros, worth(all, 1_120));
        const flagged = await draw({ prompt: 'drafts #emulate(multi, count=3, flagged=true)' });
        assert.equal(flagged.paidMicros, worth(flagged, 1_120));
      });

      it('is, where the upstream does not say what was image, all it made at the price of pictures', async () => {
        await sell(200_000);
        const { receipt, paidMicros } = await draw({ prompt: 'sums #emulate(usage, told=sums)' });
        assert.equal(receipt?.usage.text_tokens, 0);
        assert.ok(receipt.usage.image_tokens >= 1_120);
        assert.equal(paidMicros, worth({ receipt }, receipt.usage.image_tokens));
      });

      it('is what was held where no tokens of a picture were counted', async () => {
        await sell(200_000);
        const uncounted = 'x #emulate(usage, told=nothing)';
        assert.equal((await draw({ prompt: uncounted })).paidMicros, 200_000);
        assert.equal((await draw({ prompt: uncounted, n: 2 })).paidMicros, 400_000);
        assert.equal((await native(uncounted)).paidMicros, 200_000);
      });
    });

    it('adds up', async () => {
      assert.deepEqual(await account.errors(), []);
    });
  });
}

const micros = (usd: string): number => Math.round(Number(usd) * 1_000_000);
