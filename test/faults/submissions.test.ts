import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Ticket } from '../../src/admission/accept.ts';
import { claimTasks } from '../../src/records/claim-tasks.ts';
import { leaseMs, longestRunMs } from '../../src/records/leases.ts';
import { noteSubmission, readSubmission } from '../../src/records/submissions.ts';
import { StoreUnavailable } from '../../src/store/errors.ts';
import { openSubmissionLog } from '../../src/submission-log.ts';
import { recover } from '../../src/upkeep.ts';
import { testEngines } from '../services/test-engines.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

for (const engine of testEngines()) {
  describe(`what was sent to a channel that bills on submit, noted on ${engine.name}`, () => {
    let ground: Ground;
    let house: House;
    let databaseUrl: string;
    before(async () => {
      const database = await engine.create();
      databaseUrl = database.url;
      ground = await openGround({ ...engine, create: async () => database });
      house = await ground.build();
    });
    after(() => ground.close());

    /** Takes the task as a process of that name would, and notes what it sends. */
    const submit = async (accepted: Ticket, owner: string) => {
      const clock = { now: () => ground.nowMs };
      const claim = { owner, nowMs: ground.nowMs, limit: 1, id: accepted.id };
      const [task] = await house.store.write(claimTasks, claim);
      const ticket = { ...accepted, fence: task?.fence as number };
      const wait = async () => {};
      const log = await openSubmissionLog({ store: house.store, clock, wait }, ticket, 1);
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

    it('waits for a store that is away: the request, the task and that it failed', async () => {
      const accepted = await house.pipeline.accept(await ground.request());
      const away = new Set(['note-submission', 'note-upstream-task', 'forget-submission']);
      house.faults.write = (unit) => (away.delete(unit) ? new StoreUnavailable('away') : undefined);
      const log = await submit(accepted, 'patient');
      await log.taken('task of patient');
      const read = () => house.store.read(readSubmission, { id: accepted.id, slot: 1 });
      assert.equal((await read())?.taskId, 'task of patient');
      await log.forget();
      assert.equal(await read(), undefined);
      assert.equal(away.size, 0);
    });

    it('leaves a task in doubt that the upstream has and that could not be noted', async () => {
      const log = await submit(await house.pipeline.accept(await ground.request()), 'unlucky');
      ground.nowMs += longestRunMs;
      house.faults.write = () => new StoreUnavailable('away');
      await assert.rejects(log.taken('task'), { code: 'interrupted', outcomeUnknown: true });
      delete house.faults.write;
    });

    if (engine.name === 'PostgreSQL') {
      it('is not noted beside another process that queues its generation again', async () => {
        const { id } = await house.pipeline.accept(await ground.request());
        const claim = { owner: 'slow', nowMs: ground.nowMs, limit: 1, id };
        const fence = (await house.store.write(claimTasks, claim))[0]?.fence as number;
        const other = new pg.Client({ connectionString: databaseUrl });
        await other.connect();
        await other.query('begin');
        await other.query('update generations set fence = fence + 1 where id = $1', [id]);
        let noted: boolean | undefined;
        const row = { channel: 'c', upstreamModel: 'u', credential: 'one' };
        const noting = house.store
          .write(noteSubmission, { id, slot: 1, fence, nowMs: ground.nowMs, ...row })
          .then((answer) => {
            noted = answer;
          });
        await sleep(300);
        assert.equal(noted, undefined, 'it waits for the other one');
        await other.query('commit');
        await noting;
        assert.equal(noted, false);
        await other.end();
      });
    }
  });
}
