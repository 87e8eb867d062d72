import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { expireLeases } from '../../src/records/leases.ts';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { readGenerations } from '../money/books.test.kit.ts';
import { openSite, type PrepaidKey, type Site } from '../money/site.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { createTask, endOfTask, quickPolls, relayEntry, serve, type TestServer } from './relay.test.kit.ts';

/** nano-banana-2 at 1K, in micro-USD. */
const priceMicros = 67_000;
/** They share the code under test, and each costs two starts of a process: a complete run has all. */
const isComplete = process.env.PLANTAIN_TEST_ALL === '1';
const providers = isComplete ? ['generate-task', 'model-generation', 'openai-compatible'] : ['generate-task'];

for (const engine of testEngines()) {
  for (const provider of providers) {
    describe(`a process killed with a task at a ${provider} channel, on ${engine.name}`, () => {
      const isPolled = provider !== 'openai-compatible';
      let behind: TaskGateway;
      let front: TestServer;
      let site: Site;
      let doomed: GatewayProcess | undefined;
      /** Where the doomed process dies. */
      let killAt: 'submission' | 'question' | undefined;
      let submissions = 0;

      before(async () => {
        behind = await startTaskGateway();
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
            ...(request.method === 'POST' ? { body } : {}),
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
          ],
        });
      });
      after(async () => {
        await site.close();
        front.close();
        await behind.close();
      });

      const dieAt = async (point: typeof killAt, account: PrepaidKey) => {
        submissions = 0;
        const callsBefore = behind.upstream.requests.length;
        const started = await site.start();
        doomed = started;
        killAt = point;
        await createTask(started.url, account.key, { prompt: `dies at ${point}` }).catch(() => undefined);
        await started.ended;
        await site.store.write(expireLeases, { nowMs: Date.now(), exceptOwner: '' });
        const gateway = await site.start();
        const [row] = await site.store.read(readGenerations, { keyId: account.id });
        const ended = await endOfTask(gateway.url, account.key, row?.id as string);
        await gateway.end('SIGTERM');
        return { ended, calls: behind.upstream.requests.length - callsBefore };
      };

      if (isPolled) {
        it('asks for the task it had begun instead of submitting it again', async () => {
          const account = await site.prepaidKey(2 * priceMicros);
          const { ended, calls } = await dieAt('question', account);
          assert.equal(ended.state, 'success');
          assert.deepEqual([submissions, calls], [1, 1]);
          await auditSite(site);
        });
      }

      it('submits nothing again when it died before the answer, and charges nothing', async () => {
        const account = await site.prepaidKey(2 * priceMicros);
        const { ended } = await dieAt('submission', account);
        assert.equal(ended.state, 'failed');
        assert.equal(submissions, 1);
        await auditSite(site);
      });
    });
  }
}
