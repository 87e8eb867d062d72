import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openPrepaid } from '../money/books.test.kit.ts';
import { openCheckedGateway } from './checked-gateway.test.kit.ts';

type Checked = Awaited<ReturnType<typeof openCheckedGateway>>;

const model = 'nano-banana-2';

async function run(checked: Checked, contracts: string[], features: string[]) {
  const planned = await checked.verification.plan(
    checked.order({ models: [model], contracts, features, concurrency: 1 }),
  );
  return planned.run();
}

/** Every verdict that is kept, as `case: message`. */
async function verdicts(checked: Checked): Promise<string[]> {
  const evidence = (await checked.verification.table()).flatMap((row) => row.evidence);
  return evidence.map(({ case_id, passed, message }) => `${case_id}: ${passed ? 'passed' : message}`);
}

describe('what the gateway itself refuses or fails', () => {
  describe('for too many requests', () => {
    let checked: Checked;
    before(async () => {
      checked = await openCheckedGateway({ env: { PLANTAIN_REQUESTS_PER_MINUTE: '1' } });
    });
    after(() => checked.close());

    it('is held against no channel', async () => {
      const { passed, failed, lost, whyLost } = await run(
        checked,
        ['openai-images'],
        ['resolution', 'billing'],
      );
      assert.ok(passed > 0 && lost > 0, `${passed} passed, ${lost} lost`);
      assert.equal(failed, 0, (await verdicts(checked)).join('\n'));
      assert.match(whyLost ?? '', /^429: Too many requests/);
    });
  });

  describe('for what is no fault of a channel', () => {
    let checked: Checked;
    before(async () => {
      checked = await openCheckedGateway();
      await checked.store.write(openPrepaid, { accountId: 'empty', micros: 0, nowMs: Date.now() });
    });
    beforeEach(() => {
      checked.door.faults = {};
      checked.account.id = undefined;
    });
    after(() => checked.close());

    const features = ['text-to-image', 'resolution'];

    it('is held against no channel when the account is empty', async () => {
      checked.account.id = 'empty';
      for (const contract of [
        'openai-images',
        'model-generation',
        'model-queue',
        'gemini',
        'mcp',
        'generations',
      ]) {
        const { state, passed, failed, lost, spentMicros } = await run(checked, [contract], features);
        assert.deepEqual(
          [contract, state, passed, failed, lost > 0, spentMicros],
          [contract, 'broken', 0, 0, true, 0],
        );
      }
      assert.deepEqual(await verdicts(checked), []);
    });

    it('is held against no channel when images cannot be stored, though they are paid for', async () => {
      // Not the whole archive, which would be waited for.
      const folder = path.join(checked.gateway.dataFolder, 'artifacts', String(new Date().getUTCFullYear()));
      await mkdir(folder, { recursive: true });
      await rename(folder, `${folder}-away`);
      await writeFile(folder, 'in the way');
      try {
        for (const contract of ['openai-images', 'generations']) {
          const { passed, failed, lost, spentMicros } = await run(checked, [contract], ['text-to-image']);
          assert.deepEqual([contract, passed, failed, lost, spentMicros], [contract, 0, 0, 1, 67_000]);
        }
      } finally {
        await rename(folder, `${folder}-file`);
        await rename(`${folder}-away`, folder);
      }
      assert.deepEqual(await verdicts(checked), []);
    });

    it('proves no refusal that a contract promises', async () => {
      checked.door.faults = { refuse: (address) => (address.startsWith('/model/') ? 429 : undefined) };
      const { passed, failed, lost } = await run(checked, ['model-generation'], ['references']);
      assert.deepEqual([passed, failed, lost], [0, 0, 3]);
      assert.deepEqual(await verdicts(checked), []);
    });

    it('is held against no channel while a task is waited for', async () => {
      checked.door.faults = {
        refuse: (address, method) =>
          method === 'GET' && !address.startsWith('/api/pricing') ? 429 : undefined,
      };
      for (const contract of ['generations', 'generate-task', 'model-generation', 'model-queue']) {
        const { passed, failed, lost } = await run(checked, [contract], ['text-to-image']);
        assert.deepEqual([contract, passed, failed, lost], [contract, 0, 0, 1]);
      }
      assert.deepEqual(await verdicts(checked), []);
    });

    it('is told apart from what an upstream refuses, which is', async () => {
      checked.upstream.faults = { request: () => 'no' };
      const { failed, lost } = await run(checked, ['openai-images'], ['text-to-image']);
      checked.upstream.faults = {};
      assert.deepEqual([failed, lost], [1, 0]);
    });
  });
});
