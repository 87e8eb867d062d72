import { acceptMany } from '../accept/accept-many.mjs';
import { openDoor } from '../accept/door.mjs';
import { median } from '../measure/statistics.mjs';
import { retentionMs } from './stored.mjs';

const dayMs = 86_400_000;
const reads = 40;
const accepts = 256;
/** Generations that one sweep finds past their retention. */
const swept = 100;

/** What requests and timers do on one database: `{ [work]: (round) => milliseconds of one }`, and `close()`. */
export async function openWorks(dist, database, layout) {
  const from = (file) => import(`${dist}/src/${file}`);
  const { readGeneration } = await from('records/read-generation.js');
  const { listGenerations } = await from('records/list-generations.js');
  const { searchGenerations } = await from('console-api/generation-rows.js');
  const { sumUpDay } = await from('records/sum-up-days.js');
  const { usageStatistics } = await from('records/usage-statistics.js');
  const { expireArtifacts } = await from('archive/expire-artifacts.js');
  const { deleteRows } = await from('upkeep.js');
  const door = await openDoor(dist, database);
  const { store } = door;
  // As the upkeep of a gateway would have, a day after another.
  while (await store.write(sumUpDay, { nowMs: layout.nowMs }));
  const account = { accountId: 'default', mode: 'live' };
  const files = { delete: async () => undefined };
  let place = 0;
  /** Anywhere but among the oldest, which the sweeps take. */
  const next = () => {
    place += 1;
    const free = layout.count >> 1;
    return layout.count - 1 - ((place * 7_919) % free);
  };
  const timed = async (read) => {
    const tookMs = [];
    for (let index = 0; index < reads; index += 1) {
      const at = next();
      const startMs = performance.now();
      await read(at);
      tookMs.push(performance.now() - startMs);
    }
    return median(tookMs);
  };
  const after = (at) => `${layout.createdAt(at)}-${layout.id(at)}`;
  return {
    works: {
      accept: async () => 1_000 / (await acceptMany(door, accepts)).perSecond,
      poll: () => timed((at) => store.read(readGeneration, { ...account, id: layout.id(at) })),
      'list of an account': () =>
        timed((at) => store.read(listGenerations, { ...account, limit: 50, after: after(at) })),
      'list of the console': () =>
        timed((at) => store.read(searchGenerations, { mode: 'live', limit: 50, after: after(at) })),
      'usage of 30 days': () =>
        timed((at) => {
          const toMs = layout.createdAt(at);
          const groupBy = ['day', 'model'];
          return store.read(usageStatistics, { mode: 'live', groupBy, fromMs: toMs - 30 * dayMs, toMs });
        }),
      'sweep of 100': async (round) => {
        // An hour is left after the expiry of the images, and the rows go then.
        const nowMs = layout.finishedAt((round + 1) * swept) + retentionMs + 3_600_000;
        const startMs = performance.now();
        await expireArtifacts(store, files, nowMs - 3_600_000);
        await deleteRows({ store, files, retentionMs }, nowMs);
        return performance.now() - startMs;
      },
      'sweep that finds nothing': async () => {
        const nowMs = layout.nowMs - dayMs;
        return timed(async () => {
          await expireArtifacts(store, files, nowMs);
          await deleteRows({ store, files, retentionMs }, nowMs);
        });
      },
    },
    close: () => door.close(),
  };
}
