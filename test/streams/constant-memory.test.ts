import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { quickPolls } from '../conformance/relay.test.kit.ts';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { openSite, type Site } from '../money/site.test.kit.ts';
import { type TestArchive, testArchives } from '../services/test-archives.ts';
import { testEngines } from '../services/test-engines.ts';
import { type BigPictures, bigPictures } from './big-pictures.test.kit.ts';
import { type BigUpstream, startBigUpstream } from './big-upstream.test.kit.ts';
import { countAnswer } from './counting-client.test.kit.ts';
import { peakOf, unmeasurable } from './resident-memory.test.kit.ts';
import { type StreamPath, streamPaths } from './stream-paths.test.kit.ts';

const smallBytes = 1_000_000;
const bigBytes = 20_000_000;
/**
 * As many that what all of them would hold stands well above the garbage of the tenth of a second between two
 * collections: with four at once Node 24 showed up to 50 MB of it.
 */
const atOnce = 8;
/** Half of what a path grows by that holds each of its pictures once, as bytes; as Base64 it were a third more. */
const mostGrowthBytes = (atOnce * (bigBytes - smallBytes)) / 2;

const collector = new URL('./collect-garbage.test.kit.js', import.meta.url).href;

const skip =
  unmeasurable ?? (process.env.PLANTAIN_TEST_ALL === '1' ? false : 'takes a minute; PLANTAIN_TEST_ALL=1');

type Run = (sizeBytes: number) => Promise<unknown>;

async function runMany(run: Run, sizeBytes: number, count: number): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await run(sizeBytes);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** The growth of the peak from small pictures to big ones, as many at once. */
async function growthOf(pid: number, run: Run): Promise<number> {
  await runMany(run, smallBytes, atOnce);
  const small = await peakOf(pid, () => runMany(run, smallBytes, 2 * atOnce));
  let least = Number.POSITIVE_INFINITY;
  // What is held is held each time; what nobody holds any more is there in some and gone in others.
  for (let turn = 0; turn < 8 && least >= mostGrowthBytes; turn += 1) {
    least = Math.min(least, (await peakOf(pid, () => runMany(run, bigBytes, atOnce))) - small);
  }
  return least;
}

/** What is compiled, loaded and pooled in the first requests is there before. */
const warmUp = (run: Run) => runMany(run, smallBytes, 40);

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

describe('memory does not grow with the size of pictures', { skip }, () => {
  let folder: string;
  let pictures: BigPictures;
  let upstream: BigUpstream;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-big-'));
    pictures = bigPictures(folder);
    upstream = await startBigUpstream(pictures);
  });
  after(async () => {
    upstream.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const kind of testArchives()) {
    describe(`with the archive on ${kind.name}`, () => {
      let site: Site;
      let archive: TestArchive;
      let gateway: GatewayProcess;
      before(async () => {
        const [sqlite] = testEngines();
        assert.ok(sqlite);
        archive = await kind.create();
        site = await openSite(sqlite, { channels: channelsAt(upstream.url) });
        gateway = await site.start({
          ...awsVariables(),
          PLANTAIN_ARTIFACTS: archive.location,
          ...(archive.endpoint ? { PLANTAIN_S3_ENDPOINT: archive.endpoint } : {}),
          NODE_OPTIONS: `--import=${collector}`,
        });
        const [plain] = streamPaths;
        const place = await placeOf();
        await warmUp((sizeBytes) => (plain as StreamPath).run(place, sizeBytes));
      });
      after(async () => {
        await site.close();
        await archive.remove();
      });

      const placeOf = async () => {
        const { key } = await site.prepaidKey(1_000_000_000, { pinChannels: true });
        return { url: gateway.url, key, upstream, pictures };
      };

      for (const streamPath of streamPaths.filter(({ onS3 }) => onS3 || kind.name === 'disk')) {
        it(`on the way of ${streamPath.name}`, async (test) => {
          const place = await placeOf();
          const growth = await growthOf(gateway.child.pid as number, (sizeBytes) =>
            streamPath.run(place, sizeBytes),
          );
          test.diagnostic(`${megabytes(growth)} more with big pictures`);
          assert.ok(growth < mostGrowthBytes, `${megabytes(growth)} more with big pictures`);
        });
      }
    });
  }

  it('is seen to grow in a gateway that holds them', async (test) => {
    const program = fileURLToPath(new URL('../../../bench/naive-gateway.mjs', import.meta.url));
    const child = spawn(process.execPath, [`--import=${collector}`, program], {
      env: { UPSTREAM: upstream.url, FOLDER: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const url = `http://127.0.0.1:${/\d+$/.exec(line)?.[0]}`;
      const growth = await growthOf(child.pid as number, async (sizeBytes) => {
        const body = [JSON.stringify({ prompt: `size=${sizeBytes}` })];
        const { status } = await countAnswer({ url, body });
        assert.equal(status, 200);
      });
      test.diagnostic(`${megabytes(growth)} more with big pictures`);
      assert.ok(growth > 2 * mostGrowthBytes, `only ${megabytes(growth)} more with big pictures`);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

const channelsAt = (url: string) =>
  [
    { id: 'google', provider: 'gemini-api' },
    { id: 'openai', provider: 'openai-compatible' },
    { id: 'openai-url', provider: 'openai-compatible', base_url: `${url}/url` },
    { id: 'openai-chat', provider: 'openai-compatible', settings: { gateway: 'openrouter' } },
    {
      id: 'generate-task',
      provider: 'generate-task',
      settings: { ...quickPolls, inline_references: true },
      capabilities: { max_reference_bytes: 30_000_000 },
    },
    { id: 'model-generation', provider: 'model-generation', settings: quickPolls },
  ].map((channel) => ({ base_url: url, credential: 'suite', priority: 1, ...channel }));

const awsVariables = () =>
  Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith('AWS_')),
  );
