import { base64Exchange } from '../contenders/contender.mjs';
import { measureLoad } from '../load/measure-load.mjs';
import { sizes } from '../picture.mjs';

export const name = 'base64';

const load = { sizeBytes: sizes.large, connections: 8 };

/** 8 MB answered as Base64 in OpenAI's contract. Portkey is there for this alone; nginx passes OpenAI's body on. */
export async function run({ contenders, alternate, isQuick, startPortkey }) {
  const speaking = contenders
    .filter(({ name }) => name === 'plantain' || name === 'nginx')
    .map((contender) => ({
      ...contender,
      ...base64Exchange(contender.headers),
      leavesFiles: contender.archives,
    }));
  const portkey = await startPortkey();
  if (portkey) speaking.push(portkey);
  try {
    for (const contender of speaking) {
      await contender.check(contender.origin, sizes.large);
      await measureLoad(contender, { ...load, durationMs: isQuick ? 500 : 1500 });
    }
    const plan = { contenders: speaking, rounds: isQuick ? 1 : 5, title: 'Base64 answers, 8 MB' };
    return await alternate(plan, (contender) =>
      measureLoad(contender, { ...load, durationMs: isQuick ? 700 : 1300 }),
    );
  } finally {
    await portkey?.stop();
  }
}
