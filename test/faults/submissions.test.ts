import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Ticket } from '../../src/admission/accept.ts';
import { claimTasks } from '../../src/records/claim-tasks.ts';
import { leaseMs } from '../../src/records/leases.ts';
import { readSubmission } from '../../src/records/submissions.ts';
import { openSubmissionLog } from '../../src/submission-log.ts';
import { recover } from '../../src/upkeep.ts';
import { testEngines } from '../services/test-engines.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

for (const engine of testEngines()) {
  describe(`what was sent to a channel that bills on submit, noted on ${engine.name}`, () => {
    let ground: Ground;
    let house: House;
    before(async () => {
      ground = await openGround(engine);
      house = await ground.build();
    });
    after(() => ground.close());

    /** Takes the task as a process of that name would, and notes what it sends. */
    const submit = async (accepted: Ticket, owner: string) => {
      const clock = { now: () => ground.nowMs };
      const claim = { owner, nowMs: ground.nowMs, limit: 1, id: accepted.id };
      const [task] = await house.store.write(claimTasks, claim);
      const ticket = { ...accepted, fence: task?.fence as number };
      const log = await openSubmissionLog({ store: house.store, clock }, ticket, 1);
      await log.begin({ channel: `channel of ${owner}`, upstreamModel: 'id', credential: 'one' });
      return log;
    };

    it('is left alone by the run before, which neither notes its own task there nor forgets it', async () => {
      const accepted = await house.pipeline.accept(await ground.request());
      const late = await submit(accepted, 'late');
      ground.nowMs += leaseMs + 1;
      await recover(house.upkeep);
      const next = await submit(accepted, 'next');
      await next.taken('task of next');

      await assert.rejects(late.taken('task of late'), { code: 'interrupted' });
      await late.forget();
      const noted = await house.store.read(readSubmission, { id: accepted.id, slot: 1 });
      assert.deepEqual(noted, {
        channel: 'channel of next',
        upstreamModel: 'id',
        credential: 'one',
        taskId: 'task of next',
      });
      await next.forget();
      assert.equal(await house.store.read(readSubmission, { id: accepted.id, slot: 1 }), undefined);
    });
  });
}
