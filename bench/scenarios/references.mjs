import { warmUp } from '../line-up.mjs';
import { measureLoad } from '../load/measure-load.mjs';
import { takeLoopDelay } from '../measure/loop-delay.mjs';
import { sizes } from '../picture.mjs';

export const name = 'references';

const atOnce = 64;
const perRequest = 14;

/** 64 requests at once with 14 pictures of 1.5 MB each, all different: fetched, and sent on inside 28 MB of JSON. */
export async function run({ alternate, isQuick, stubOrigin, startApart }) {
  const gateway = await startApart('references', { PLANTAIN_REFERENCE_ALLOW: '127.0.0.0/8' });
  let made = 0;
  const urls = () =>
    Array.from({ length: perRequest }, () => `${stubOrigin}/pictures/${sizes.medium}?number=${made++}`);
  const measure = async (requests) => {
    await takeLoopDelay(gateway);
    const figures = await measureLoad(gateway, {
      sizeBytes: sizes.small,
      connections: atOnce,
      requests,
      wish: () => ({ references: urls(), expect: perRequest * 4 * (sizes.medium / 3) }),
    });
    const loop = await takeLoopDelay(gateway);
    return { ...figures, loopP99Ms: loop.p99Ms, loopMaxMs: loop.maxMs };
  };
  try {
    await warmUp([gateway], isQuick ? 1_000 : 10_000);
    await measure(isQuick ? 8 : atOnce);
    const plan = { contenders: [gateway], rounds: isQuick ? 1 : 3, title: '14 references × 64' };
    return await alternate(plan, () => measure(atOnce));
  } finally {
    await gateway.stop();
  }
}
