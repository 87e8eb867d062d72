import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTask, endOfTask, quickPolls, serve, startBefore } from './relay.test.kit.ts';

test('of a failed task the code says why; where it is a general one, its message, and a blocked prompt is asked once', async () => {
  let told = { failCode: '', failMsg: '' };
  let submissions = 0;
  const upstream = await serve((request, response) => {
    if (request.method === 'POST') submissions += 1;
    const data = request.method === 'POST' ? { taskId: 'one' } : { taskId: 'one', state: 'failed', ...told };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 200, message: 'success', data }));
  });
  const gateway = await startBefore({
    provider: 'generate-task',
    base_url: upstream.url,
    credential: 'canary',
    settings: quickPolls,
  });
  try {
    for (const [failCode, failMsg, result] of [
      ['GENERATION_FAILED', 'Your request was blocked by our safety system.', 'content_blocked'],
      ['GENERATION_FAILED', 'Task failed: image violates the content policy', 'content_blocked'],
      ['GENERATION_FAILED', 'Your account was blocked by our safety system.', 'upstream_unavailable'],
      ['GENERATION_FAILED', 'The worker went away', 'upstream_unavailable'],
      ['MODEL_UNAVAILABLE', 'The safety system is busy', 'upstream_unavailable'],
      ['CONTENT_VIOLATION', '', 'content_blocked'],
      ['SOMETHING_ELSE', 'content moderation failed', 'content_blocked'],
    ] as const) {
      told = { failCode, failMsg };
      submissions = 0;
      const id = await createTask(gateway.url, gateway.liveKey, { prompt: 'a heron' });
      await endOfTask(gateway.url, gateway.liveKey, id);
      const { attempts, chargedMicros } = await gateway.receiptOf(id);
      assert.deepEqual([attempts[0]?.result, chargedMicros], [result, 0], `${failCode}: ${failMsg}`);
      if (result === 'content_blocked') assert.equal(submissions, 1, failMsg);
    }
  } finally {
    await gateway.close();
    upstream.close();
  }
});
