import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const source = `
const { parentPort, workerData } = require('node:worker_threads');
const { url, name, args } = workerData;
import(url).then(
  (module) => {
    let result;
    try { result = module[name](...args); } catch (error) { result = String(error); }
    parentPort.postMessage({ result });
  },
  (error) => { throw error; },
);`;

/**
 * What an exported function makes of a text, in a thread that can be ended: a search that goes back over what it read
 * takes minutes or years where one pass takes a millisecond. Rejects after `limitMs`.
 */
export async function withinSeconds(
  url: URL,
  name: string,
  args: readonly unknown[],
  limitMs = 10_000,
): Promise<unknown> {
  const worker = new Worker(source, { eval: true, workerData: { url: url.href, name, args } });
  const signal = AbortSignal.timeout(limitMs);
  try {
    const [message] = (await once(worker, 'message', { signal })) as [{ result: unknown }];
    return message.result;
  } finally {
    await worker.terminate();
  }
}
