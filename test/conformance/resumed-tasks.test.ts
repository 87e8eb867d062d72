import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startEmulator } from '../../emulator/index.ts';
import { expireLeases } from '../../src/records/leases.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { readBalance, readGenerations } from '../money/books.test.kit.ts';
import { isFull } from '../money/figure.test.kit.ts';
import { counted, openSite, type PrepaidKey, type Site } from '../money/site.test.kit.ts';
import { type TestEngine, testEngines } from '../services/test-engines.ts';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { createTask, endOfTask, quickPolls, relayEntry, serve, type TestServer } from './relay.test.kit.ts';

/** nano-banana-2 at 1K, in micro-USD. */
const priceMicros = 67_000;
const givenMicros = 2 * priceMicros;
/** A prompt that fails at the relay and nowhere else: the other channel may draw it. */
const failsThere = 'fails at the relay';
const fails = 'x #emulate(status, code=404)';
/** They share the code under test, and each costs two starts of a process: a complete run has all. */
const isComplete = process.env.PLANTAIN_TEST_ALL === '1';
const rare = { skip: isComplete ? false : 'starts two more processes; PLANTAIN_TEST_ALL=1' };
const allProviders = ['generate-task', 'model-generation', 'openai-compatible'];
/** What differs between providers does not differ between stores. */
const providersOn = (engine: TestEngine) =>
  isFull || (isComplete && engine.name === 'SQLite') ? allProviders : allProviders.slice(0, 1);

for (const engine of testEngines()) {
  for (const provider of providersOn(engine)) {
    describe(`a process killed with a task at a ${provider} channel, on ${engine.name}`, () => {
      const isPolled = provider !== 'openai-compatible';
      let behind: TaskGateway;
      let front: TestServer;
      let site: Site;
      let spare: Awaited<ReturnType<typeof startEmulator>>;
      let doomed: GatewayProcess | undefined;
      /** Where the doomed process dies: before its submission leaves, with it sent, before its answer, in a poll. */
      let killAt: 'submission-noted' | 'request-sent' | 'submission' | 'question' | undefined;
      let submissions = 0;

      before(async () => {
        behind = await startTaskGateway();
        spare = await startEmulator({ port: 0 });
        // Stands between the two gateways: what it kills has sent its request and gets no answer.
        front = await serve(async (request, response, body) => {
          if (request.method === 'POST') submissions += 1;
          const dies = killAt === (request.method === 'POST' ? 'submission' : 'question');
          const answer = await fetch(behind.url + request.url, {
            method: request.method ?? 'GET',
            headers: {
              authorization: request.headers.authorization ?? '',
              'content-type': 'application/json',
            },
            ...(request.method === 'POST' ? { body: String(body).replace(failsThere, fails) } : {}),
          });
          const bytes = Buffer.from(await answer.arrayBuffer());
          if (dies && doomed) {
            killAt = undefined;
            doomed.child.kill('SIGKILL');
            return;
          }
          response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
          response.end(bytes);
        });
        site = await openSite(engine, {
          channels: [
            relayEntry({
              provider,
              base_url: front.url,
              credential: behind.liveKey,
              settings: isPolled ? quickPolls : {},
            }),
            // Would do what the relay must not be asked for a second time.
            { id: 'spare', provider: 'gemini-api', base_url: spare.url, credential: 'canary', priority: 2 },
          ],
        });
      });
      after(async () => {
        await site.close();
        front.close();
        await behind.close();
        await spare.close();
      });

      const dieAt = async (
        point: NonNullable<typeof killAt>,
        account: PrepaidKey,
        { prompt = `dies at ${point}`, env = {} }: { prompt?: string; env?: Record<string, string> } = {},
      ) => {
        submissions = 0;
        const [callsBefore, sparesBefore] = [behind.upstream.requests.length, spare.requests.length];
        const isInside = point === 'submission-noted' || point === 'request-sent';
        const started = await site.start(isInside ? { PLANTAIN_FAILPOINT: point } : {});
        doomed = started;
        killAt = point;
        await createTask(started.url, account.key, { prompt }).catch(() => undefined);
        assert.equal(await started.ended, 'SIGKILL');
        killAt = undefined;
        await site.store.write(expireLeases, { nowMs: Date.now(), exceptOwner: '' });
        const gateway = await site.start(env);
        const [row] = await site.store.read(readGenerations, { keyId: account.id });
        const ended = await endOfTask(gateway.url, account.key, row?.id as string);
        await gateway.end('SIGTERM');
        const [after] = await site.store.read(readGenerations, { keyId: account.id });
        return {
          ended,
          failureCode: after?.failure_code,
          spentMicros: givenMicros - (await site.store.read(readBalance, { accountId: account.accountId })),
          calls: behind.upstream.requests.length - callsBefore,
          spares: spare.requests.length - sparesBefore,
        };
      };

      const open = () => site.prepaidKey(givenMicros, counted);

      if (isPolled) {
        it('asks for the task it had begun instead of submitting it again', async () => {
          const { ended, spentMicros, calls, spares } = await dieAt('question', await open());
          assert.equal(ended.state, 'success');
          assert.deepEqual([submissions, calls, spares], [1, 1, 0]);
          assert.equal(spentMicros, priceMicros);
          await auditSite(site);
        });

        it('takes another channel when the task it had begun turned out to have failed, and charges once', async () => {
          const account = await open();
          const { ended, spentMicros, spares } = await dieAt('question', account, { prompt: failsThere });
          assert.equal(ended.state, 'success');
          assert.deepEqual([submissions, spares], [1, 1]);
          assert.equal(spentMicros, priceMicros);
          const { accountId } = account;
          const receipt = await site.store.read(readGeneration, { id: ended.id, accountId, mode: 'live' });
          assert.deepEqual(
            receipt?.attempts.map(({ number, channel, result }) => [number, channel, result]),
            [
              [1, 'relay', 'upstream_unavailable'],
              [2, 'spare', 'delivered'],
            ],
          );
          await auditSite(site);
        });

        it(
          'fails, submits nothing again and charges nothing when the channel is gone since',
          rare,
          async () => {
            // Without its configuration the process has no channel for live keys.
            const seen = await dieAt('question', await open(), { env: { PLANTAIN_CONFIG: '' } });
            assert.deepEqual([seen.ended.state, seen.failureCode], ['failed', 'interrupted']);
            assert.deepEqual([submissions, seen.spares, seen.spentMicros], [1, 0, 0]);
            await auditSite(site);
          },
        );
      }

      for (const [point, when, sent, options] of [
        ['submission-noted', 'with the submission noted and not sent', 0, {}],
        ['request-sent', 'with the submission sent', 1, rare],
        ['submission', 'before the answer', 1, {}],
      ] as const) {
        it(`submits nothing again when it died ${when}, and charges nothing`, options, async () => {
          const seen = await dieAt(point, await open());
          assert.deepEqual([seen.ended.state, seen.failureCode], ['failed', 'interrupted']);
          assert.deepEqual([submissions, seen.spares, seen.spentMicros], [sent, 0, 0]);
          await auditSite(site);
        });
      }
    });
  }
}
