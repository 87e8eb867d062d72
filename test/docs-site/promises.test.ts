import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inRanges } from '../../src/verification/promises.ts';
import { openCheckedGateway } from '../verification/checked-gateway.test.kit.ts';

interface ListedModel {
  readonly id: string;
  readonly unverified: readonly {
    readonly feature: string;
    readonly values: readonly string[];
    readonly contracts: readonly string[];
    readonly status: string;
  }[];
}

const model = 'nano-banana-2-lite';

describe('what is promised and not Verified', () => {
  let checked: Awaited<ReturnType<typeof openCheckedGateway>>;
  before(async () => {
    checked = await openCheckedGateway();
    checked.time.nowMs = Date.now();
  });
  after(() => checked.close());

  const text = async (path: string) => (await fetch(checked.gateway.url + path)).text();
  async function listed(): Promise<ListedModel | undefined> {
    const response = await fetch(`${checked.gateway.url}/v1/models`, {
      headers: { authorization: `Bearer ${checked.gateway.liveKey}` },
    });
    const { data } = (await response.json()) as { data: ListedModel[] };
    return data.find(({ id }) => id === model);
  }
  const outputs = (found: ListedModel | undefined) =>
    found?.unverified
      .filter(({ feature, contracts }) => feature === 'output' && contracts.includes('generations'))
      .map(({ values, status }) => [status, ...values]);

  it('is marked in the list of models, in llms.txt and on the pages, and is not once it was checked', async () => {
    assert.deepEqual(outputs(await listed()), [
      ['Beta', 'png', 'jpeg'],
      ['Beta', 'webp'],
    ]);
    assert.match(
      await text(`/docs/${model}/generations.md`),
      /\| Output format \| png, jpeg, webp — Beta \|/,
    );
    const wish = { models: [model], contracts: ['generations'], features: ['output'] };
    checked.door.faults = {
      answer: (path, body) =>
        path.startsWith('/v1/generations/2') && JSON.stringify(body).includes('image/webp')
          ? { ...body, images: [] }
          : body,
    };
    await checked.check(wish);
    // The list and the pages are each kept for a moment.
    const becomes = async (read: () => Promise<string>, wanted: RegExp) => {
      for (const startedMs = Date.now(); !wanted.test(await read()); ) {
        if (Date.now() - startedMs > 20_000) return assert.match(await read(), wanted);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await becomes(async () => JSON.stringify(outputs(await listed())), /Failing/);
    assert.deepEqual(outputs(await listed()), [['Failing', 'webp']]);
    await becomes(
      () => text(`/docs/${model}/generations.md`),
      /\| Output format \| png, jpeg, webp \(Failing\) \|/,
    );
    assert.match(await text(`/docs/ja/${model}/generations.md`), /png, jpeg, webp \(失敗\)/);
    assert.match(await text(`/docs/${model}.md`), /\| Output format \| .*webp \(Failing\)/);
    assert.match(await text('/llms.txt'), /- Failing: output webp \(generations\)/);
  });

  it('is said in ranges where it is counts', () => {
    assert.deepEqual(inRanges(['1', '2', '3', '7', '9', '10']), ['1–3', '7', '9–10']);
    assert.deepEqual(inRanges(['1K', '2K']), ['1K', '2K']);
  });
});
