import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRunDesk } from '../../src/verification/run-desk.ts';
import { openCheckedGateway } from './checked-gateway.test.kit.ts';
import { holdAnswers } from './faulty-upstream.test.kit.ts';

const by = { actor: 'cli:test' };
const wish = {
  channel: 'upstream',
  models: ['nano-banana-2'],
  contracts: ['generations'],
  features: ['output'],
  capMicros: 10_000_000,
};

describe('the desk of runs', () => {
  let checked: Awaited<ReturnType<typeof openCheckedGateway>>;
  before(async () => {
    checked = await openCheckedGateway();
  });
  after(() => checked.close());

  it('tries to open an outpost again that could not be opened', async () => {
    let tries = 0;
    const desk = createRunDesk({
      verification: checked.verification,
      store: checked.store,
      now: () => checked.time.nowMs,
      targetOf: (channel) => ({ channel, kind: 'official' }),
      openOutpost: async () => {
        tries += 1;
        if (tries === 1) throw new Error('the address is in use');
        return undefined;
      },
    });
    await assert.rejects(desk.quote(wish), /in use/);
    assert.equal((await desk.quote(wish)).requests.length, 4);
    await desk.quote(wish);
    assert.equal(tries, 2);
  });

  it('resumes a cancelled run only after its last answers, and then to its end', async () => {
    const { desk, upstream } = checked;
    const held = holdAnswers();
    upstream.faults = { hold: held.until };
    const { id } = await desk.start(wish, by);
    await held.asked;
    assert.equal((await desk.cancel(id, by)).state, 'cancelled');
    await assert.rejects(desk.resume(id, wish.capMicros, by), /still waits for its last answers/);
    held.release();
    await desk.idle();
    upstream.faults = {};
    const before = await desk.show(id);
    assert.equal(before.state, 'cancelled');
    assert.ok(before.done >= 1 && before.done < 4, `${before.done}`);
    await desk.resume(id, wish.capMicros, by);
    await desk.idle();
    const { state, done, passed } = await desk.show(id);
    assert.deepEqual([state, done, passed], ['done', 4, 4]);
  });
});
