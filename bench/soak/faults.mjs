import { setTimeout as sleep } from 'node:timers/promises';

/** How long each fault lasts. */
const faultMs = 4_000;
/** Afterwards a circuit may be open, and what waits is tried again: until then failures are expected. */
const recoveryMs = 30_000;

/** Another fault at each call, in turn; nothing waits for it. */
export function createFaults({ upstream, receiver, traffic }) {
  const faults = {
    'upstream dies': async () => {
      upstream.kill();
      await sleep(faultMs);
      await upstream.start();
    },
    'clients go away': async () => traffic.abandon(20),
    'upstream hangs': async () => {
      upstream.hang();
      await sleep(faultMs);
      upstream.goOn();
    },
    'receiver fails': async () => {
      receiver.fail(true);
      await sleep(faultMs);
      receiver.fail(false);
    },
    'upstream answers 503': async () => traffic.wishFor('status=503', faultMs),
    'upstream cuts its answers': async () => traffic.wishFor('cut=1', faultMs),
  };
  const names = Object.keys(faults);
  let number = 0;
  let last = Promise.resolve();
  return {
    next() {
      const name = names[number % names.length];
      number += 1;
      traffic.expectFailures(true);
      last = faults[name]()
        .then(() => sleep(recoveryMs))
        .finally(() => traffic.expectFailures(false));
      return name;
    },
    settled: () => last,
  };
}
