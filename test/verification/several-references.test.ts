import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openCheckedGateway } from './checked-gateway.test.kit.ts';

type Checked = Awaited<ReturnType<typeof openCheckedGateway>>;

const model = 'nano-banana-2';
const most = 3;

describe('several references on a value channel whose operator has said nothing about them', () => {
  let checked: Checked;
  let picture = '';
  before(async () => {
    checked = await openCheckedGateway({
      channel: { tier: 'value', capabilities: { max_references: most } },
    });
    checked.time.nowMs = Date.now();
    const drawn = await draw(0);
    picture = drawn.data?.[0]?.url ?? '';
    assert.ok(picture);
  });
  after(() => checked.close());

  async function draw(references: number) {
    const images = references > 0 ? { image_input: Array(references).fill(picture) } : {};
    const body = { model, prompt: 'a plantain', ...images };
    const response = await checked.gateway.post('/v1/images/generations', body);
    const answer = (await response.json()) as {
      data?: { url: string }[];
      error?: { code: string; message: string };
    };
    return { status: response.status, ...answer };
  }

  it('are refused while no check has passed', async () => {
    const { status, error } = await draw(2);
    assert.deepEqual([status, error?.code], [503, 'get_channel_failed']);
    assert.match(error?.message ?? '', /one is not verified for more than one reference\./);
  });

  it('are checked upstream, and a failing row names no channel', async () => {
    const rows = await checked.check(
      { models: [model], contracts: ['generations'], features: ['references'] },
      'value',
    );
    const told = (count: number) => {
      const row = rows.find(({ case: { wish, expect } }) => expect === 'image' && wish.references === count);
      return [row?.status, row?.message];
    };
    assert.deepEqual(told(most), ['Verified', undefined]);
    assert.deepEqual(told(most + 1), [
      'Failing',
      `The channel cannot do this request: it takes at most ${most} references. Ask for something else, or ask the operator for a channel that can.`,
    ]);
  });

  it('are then sent there, as many as a check has passed with', async () => {
    let last = await draw(2);
    // Routing learns of evidence within a second or so.
    for (const startedMs = Date.now(); last.status !== 200 && Date.now() - startedMs < 30_000; ) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      last = await draw(2);
    }
    assert.equal(last.status, 200, JSON.stringify(last));
    assert.equal((await draw(most)).status, 200);
    assert.match(
      (await draw(most + 1)).error?.message ?? '',
      new RegExp(`one is not verified for more than ${most} references`),
    );
  });
});
