import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { recommendRoute } from '../../src/verification/recommended-route.ts';
import { failing, openCheckedGateway } from './checked-gateway.test.kit.ts';
import { referenceCount, withoutImageConfig } from './faulty-upstream.test.kit.ts';

const unknownField =
  'Invalid JSON payload received. Unknown name "imageOutputOptions" at \'generation_config.image_config\': Cannot find field.';

describe('a broken upstream', () => {
  let checked: Awaited<ReturnType<typeof openCheckedGateway>>;
  before(async () => {
    checked = await openCheckedGateway();
  });
  beforeEach(() => {
    checked.upstream.faults = {};
    checked.door.faults = {};
    checked.changes.length = 0;
  });
  after(() => checked.close());

  const check = (features: string[], contract = 'generations', model = 'nano-banana-2.1') =>
    checked.check({ models: [model], contracts: [contract], features });

  it('that drops the ratio fails the rows of ratios that are not its own, and nothing else', async () => {
    checked.upstream.faults = { request: (body) => withoutImageConfig(body, 'aspectRatio') };
    const rows = await check(
      ['text-to-image', 'aspect-ratio', 'output'],
      'generations',
      'nano-banana-2-lite',
    );
    const wrong = rows.filter(({ case: row }) => row.feature === 'aspect-ratio' && row.label !== '1:1');
    assert.deepEqual(failing(rows), wrong.map(({ case: row }) => `aspect-ratio ${row.label}`).sort());
    assert.equal(wrong.length, 13);
  });

  it('that ignores the size fails the rows of other sizes, and nothing else', async () => {
    checked.upstream.faults = { request: (body) => withoutImageConfig(body, 'imageSize') };
    const rows = await check(['resolution', 'output']);
    assert.deepEqual(failing(rows), ['resolution 2K', 'resolution 4K']);
  });

  it('that answers with bytes that are no picture fails every row that wants one', async () => {
    const text = Buffer.from('<html>not a picture</html>'.repeat(40)).toString('base64');
    checked.upstream.faults = {
      answer: (_path, body) =>
        JSON.parse(JSON.stringify(body, (key, value) => (key === 'data' ? text : value))),
    };
    const rows = await check(['text-to-image', 'resolution', 'moderation'], 'openai-images');
    assert.deepEqual(failing(rows), [
      'resolution 1K',
      'resolution 2K',
      'resolution 4K',
      'text-to-image Text to image',
    ]);
  });

  it('that takes fewer references than promised fails the rows above its cap, and nothing else', async () => {
    checked.upstream.faults = {
      request: (body) => (referenceCount(body) > 12 ? 'at most 12 images' : body),
    };
    const rows = await check(['references', 'text-to-image'], 'generations', 'nano-banana-2-lite');
    assert.deepEqual(failing(rows), ['references 13 references', 'references 14 references']);
  });

  it('is told apart from a bill that charges twice: only the rows of bills fail', async () => {
    checked.door.faults = {
      answer(path, body) {
        const cost = body.cost as { charged_usd: string } | undefined;
        if (!path.startsWith('/v1/generations/2') || !cost) return body;
        return { ...body, cost: { ...cost, charged_usd: String(Number(cost.charged_usd) * 2) } };
      },
    };
    const rows = await check(['text-to-image', 'resolution', 'billing']);
    assert.deepEqual(failing(rows), [
      'billing Bill of a 1K image',
      'billing Bill of a 2K image',
      'billing Bill of a 4K image',
    ]);
  });

  it('that starts to refuse a field turns the route away from its contract, and back when it is healed', async () => {
    const features = ['text-to-image'];
    const run = async (broken: boolean) => {
      checked.time.nowMs += 86_400_000;
      checked.upstream.faults = broken ? { request: () => unknownField } : {};
      await checked.check({ models: ['nano-banana-2'], contracts: ['openai-images'], features });
      checked.upstream.faults = {};
      await checked.check({ models: ['nano-banana-2'], contracts: ['gemini'], features });
      return recommendRoute('nano-banana-2', await checked.verification.table());
    };
    assert.equal((await run(false))?.contract, 'openai-images');
    const during = await run(true);
    assert.equal(during?.contract, 'gemini');
    const told = during?.notRecommended.find(({ contract }) => contract === 'openai-images');
    assert.match(told?.messages[0] ?? '', /imageOutputOptions|refused/);
    const after = await run(false);
    assert.equal(after?.contract, 'openai-images');
    assert.equal(after?.checkedAtMs, checked.time.nowMs);
    assert.deepEqual(checked.changes.map(({ passed }) => passed).slice(-2), [false, true]);
  });
});
