import { Connection } from '../load/connection.mjs';
import { cpuMs } from '../measure/process-figures.mjs';
import { percentile } from '../measure/statistics.mjs';
import { storeTasks, taskId } from '../polls/stored-tasks.mjs';

export const name = 'polls';

const connections = 32;
/** Tasks that clients ask for again and again, and all that are stored. */
const few = 1_000;
const stored = 100_000;

/** How clients poll: of which tasks, and whether they say which answer they have. */
const ways = {
  'any of 100,000, whole answer': { among: stored },
  'one of 1,000, whole answer': { among: few },
  'one of 1,000, unchanged (304)': { among: few, withEtag: true },
};

/** Status polls of ended tasks per second, among many stored ones. */
export async function run({ alternate, isQuick, startApart }) {
  const gateway = await startApart('polls', { PLANTAIN_READS_PER_MINUTE: '10000000' });
  try {
    await storeTasks(gateway.dataFolder, stored);
    const figures = {};
    for (const [title, way] of Object.entries(ways)) {
      await poll(gateway, way, 1_500);
      const rounds = await alternate(
        { contenders: [gateway], rounds: isQuick ? 1 : 3, title: `polls, ${title}` },
        () => poll(gateway, way, isQuick ? 1_500 : 4_000),
      );
      figures[title] = rounds[gateway.name];
    }
    return figures;
  } finally {
    await gateway.stop();
  }
}

async function poll(gateway, { among, withEtag = false }, durationMs) {
  const waitsMs = [];
  const result = { failures: 0, firstFailure: undefined };
  const cpuBefore = cpuMs(gateway.pids);
  const startedAt = performance.now();
  const client = async (_, offset) => {
    const connection = new Connection(gateway.port);
    const etags = new Map();
    // Prime to both counts: every client goes through all tasks, far from where the others are.
    for (
      let turn = Math.floor((offset * among) / connections) * 7_919;
      performance.now() < startedAt + durationMs;
      turn += 7_919
    ) {
      const id = taskId((turn % among) + 1);
      const etag = withEtag ? etags.get(id) : undefined;
      const sentAt = performance.now();
      const answer = await connection.send(request(gateway, id, etag));
      waitsMs.push(performance.now() - sentAt);
      if (answer.status !== (etag ? 304 : 200) || (!etag && !answer.text.includes(`"id":"${id}"`))) {
        result.failures += 1;
        result.firstFailure ??= `${answer.status}: ${answer.text.slice(0, 200)}`;
      }
      if (withEtag && !etag) etags.set(id, /\r\netag: (\S+)/i.exec(answer.head)[1]);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, client));
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    ...result,
    pollsPerSecond: waitsMs.length / seconds,
    cpuMsPerPoll: (cpuMs(gateway.pids) - cpuBefore) / waitsMs.length,
    p50Ms: percentile(waitsMs, 50),
    p99Ms: percentile(waitsMs, 99),
  };
}

function request({ headers }, id, etag) {
  const condition = etag ? `if-none-match: ${etag}\r\n` : '';
  return `GET /model/v1/generation/task/${id} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${headers.authorization}\r\n${condition}\r\n`;
}
