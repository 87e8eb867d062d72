import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Failure } from '../generation/failure.ts';
import { createMetrics } from '../http/metrics.ts';
import { channelsOf, testRouter } from '../routing/routing.test.kit.ts';
import { readCircuits } from './watch-routing.ts';

it('shows a circuit as it is: open while it is, closed after an operator changed the channel, gone with it', async () => {
  let channels = channelsOf({ id: 'one', credentials: ['second'] });
  const { router, plan, clock } = testRouter(channels);
  const metrics = createMetrics();
  metrics.watchCircuits(() => readCircuits(router.health, () => channels));
  const gauge = async () =>
    /^plantain_channel_circuit_open\{channel="one"[^}]*\} (\d)$/m.exec(await metrics.registry.metrics())?.[1];
  const [way] = plan().candidates;
  assert.ok(way);
  const used: string[] = [];
  for (const _ of channels[0]?.credentials ?? []) {
    const permit = router.enter(way, false);
    used.push(permit?.credential.id ?? '');
    permit?.leave(new Failure('upstream_denied'), clock.now());
  }
  assert.deepEqual(used, ['one/1', 'one/2']);
  assert.equal(await gauge(), '1');
  router.health.reset('one');
  assert.equal(await gauge(), '0');
  for (const id of used) {
    assert.equal(router.health.credentials.restingUntilMs(id, clock.now()), undefined, `${id} rests no more`);
  }
  channels = [];
  assert.equal(await gauge(), undefined);
});
