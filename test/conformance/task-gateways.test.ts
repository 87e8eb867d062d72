import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { createTask, endOfTask, quickPolls, serve, startBefore, type TestServer } from './relay.test.kit.ts';

const pictureAt = async (url: string) => {
  const picture = await fetch(url);
  const { width, height, format } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata();
  return { width, height, format };
};

// Both share the code under test, and each costs three gateways; a complete run has both.
const isComplete = process.env.PLANTAIN_TEST_ALL === '1';

for (const provider of isComplete ? ['generate-task', 'model-generation'] : ['generate-task']) {
  describe(`a ${provider} channel to another Plantain`, () => {
    let behind: TaskGateway;
    let gateway: TaskGateway;
    let photos: PhotoServer;
    before(async () => {
      photos = await startPhotoServer();
      behind = await startTaskGateway();
      gateway = await startBefore({
        provider,
        base_url: behind.url,
        credential: behind.liveKey,
        settings: quickPolls,
        // More than the other one takes, for what it refuses.
        capabilities: { several_references: true, max_prompt_length: 100_000 },
        cost: { 'nano-banana-2': { '1K': 0.03, '2K': 0.05 } },
      });
    });
    after(async () => {
      await gateway.close();
      await behind.close();
      await photos.close();
    });
    const run = async (input: Record<string, unknown>, model?: string) => {
      const id = await createTask(gateway.url, gateway.liveKey, input, model);
      const ended = await endOfTask(gateway.url, gateway.liveKey, id, model);
      return { ended, receipt: await gateway.receiptOf(id) };
    };
    const callsBehind = () => behind.upstream.requests.length;

    it('brings a picture of the ratio and size asked for, under an address of its own, and books its cost', async () => {
      const { ended, receipt } = await run({ prompt: 'far', aspect_ratio: '16:9', resolution: '2K' });
      assert.equal(ended.state, 'success', gateway.logText());
      assert.ok(ended.urls[0]?.startsWith(gateway.url));
      const { width, height } = await pictureAt(ended.urls[0] as string);
      assert.deepEqual([width, height], [2752, 1536]);
      assert.deepEqual(
        receipt.attempts.map(({ channel, result }) => [channel, result]),
        [['relay', 'delivered']],
      );
      assert.deepEqual(await gateway.attemptCosts(receipt.id), [50_000]);
    });

    it('hands references on by their URLs', async () => {
      const before = photos.hits();
      const image_urls = [`${photos.url}/photo.jpeg`, `${photos.url}/photo.png`];
      const { ended } = await run({ prompt: 'together', image_urls });
      assert.equal(ended.state, 'success', gateway.logText());
      assert.equal(photos.hits() - before, 4, 'each was fetched here and there');
      const body = JSON.stringify(behind.upstream.requests.at(-1)?.body);
      assert.equal(body.match(/inlineData/g)?.length, 2);
    });

    it('waits for a synchronous request, and converts what it cannot ask for', async () => {
      const response = await gateway.post('/v1/images/generations', {
        model: 'nano-banana-2',
        prompt: 'sync',
        output_format: 'webp',
      });
      const answer = (await response.json()) as { data: { url: string }[] };
      assert.equal(response.status, 200, JSON.stringify(answer));
      assert.equal((await pictureAt(answer.data[0]?.url as string)).format, 'webp');
    });

    it('ends a moderated prompt as blocked after one submission', async () => {
      const before = callsBehind();
      const { ended, receipt } = await run({ prompt: '#emulate(block, reason=SAFETY)' });
      assert.deepEqual([ended.state, ended.failCode], ['failed', 'CONTENT_VIOLATION']);
      assert.deepEqual(
        receipt.attempts.map(({ result }) => result),
        ['content_blocked'],
      );
      assert.equal(callsBehind() - before, 1);
      assert.equal(receipt.chargedMicros, 0);
    });

    it('ends as refused what the upstream does not take, without sending it again', async () => {
      const before = callsBehind();
      const response = await gateway.post('/v1/images/generations', {
        model: 'nano-banana-2',
        prompt: 'long '.repeat(5_000),
      });
      assert.equal(response.status >= 400 && response.status < 600, true);
      const id = response.headers.get('x-plantain-generation') ?? '';
      const { attempts } = await gateway.receiptOf(id);
      assert.deepEqual(
        attempts.map(({ result, upstreamStatus }) => [result, upstreamStatus]),
        [['upstream_rejected', 400]],
      );
      assert.equal(callsBehind(), before);
    });

    it('is not asked for a prompt longer than the contract takes, and the client is told the limit', async () => {
      const usual = await startBefore({ provider, base_url: behind.url, credential: behind.liveKey });
      try {
        const [most, over] = provider === 'generate-task' ? [20_000, 20_001] : [2_500, 2_501];
        const response = await usual.post('/v1/images/generations', {
          model: 'nano-banana-2',
          prompt: 'x'.repeat(over),
        });
        const { error } = (await response.json()) as { error: { message: string } };
        assert.equal(response.status, 400);
        assert.ok(error.message.includes(`takes prompts of at most ${most} characters`), error.message);
        const id = response.headers.get('x-plantain-generation') ?? '';
        assert.deepEqual((await usual.receiptOf(id)).attempts, []);
      } finally {
        await usual.close();
      }
    });

    it('reports a wrong key of the channel as denied, and shows it nowhere', async () => {
      const other = await startBefore({
        provider,
        base_url: behind.url,
        credential: 'canary-relay-key',
        settings: quickPolls,
      });
      try {
        const id = await createTask(other.url, other.liveKey, { prompt: 'no key' });
        await endOfTask(other.url, other.liveKey, id);
        const { attempts } = await other.receiptOf(id);
        assert.equal(attempts[0]?.result, 'upstream_denied');
        assert.ok(!other.logText().includes('canary-relay-key'));
        assert.ok(!JSON.stringify(await other.receiptOf(id)).includes('canary-relay-key'));
      } finally {
        await other.close();
      }
    });
  });
}

/** The answers of both contracts to everything, with a result at `url`. */
const replicas: Record<string, (path: string | undefined, url: string) => unknown> = {
  'generate-task': (path, url) =>
    path?.startsWith('/api/v1/statusTask')
      ? {
          code: 200,
          message: 'success',
          data: { taskId: 'task_1', state: 'success', resultJson: JSON.stringify({ resultUrls: [url] }) },
        }
      : { code: 200, message: 'success', data: { taskId: 'task_1' } },
  'model-generation': (path, url) =>
    path?.includes('/task/')
      ? { id: 't1', status: 'completed', output: [{ content: [{ type: 'image', url }] }] }
      : { id: 't1', status: 'in_progress', model: 'nano_banana_2' },
};

const troubled = isComplete ? Object.keys(replicas) : ['generate-task'];

for (const provider of troubled) {
  const answer = replicas[provider] as (typeof replicas)[string];
  describe(`a ${provider} channel to an upstream in trouble`, () => {
    let picture: Buffer;
    let replica: TestServer;
    let stranger: TestServer;
    let gateway: TaskGateway;
    const count = { submissions: 0, questions: 0, results: 0, stranger: 0 };
    let trouble: 'late' | 'shaky' | 'private' | 'reset' = 'late';
    before(async () => {
      picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
        .png()
        .toBuffer();
      stranger = await serve((_request, response) => {
        count.stranger += 1;
        response.end(picture);
      });
      replica = await serve((request, response) => {
        if (request.url === '/result.png') {
          count.results += 1;
          const isLate = trouble === 'late' && count.results < 3;
          return isLate ? response.writeHead(503).end('soon') : response.end(picture);
        }
        if (request.method === 'POST') count.submissions += 1;
        else count.questions += 1;
        if (trouble === 'reset') return request.socket.destroy();
        if (trouble === 'shaky' && count.questions === 1) return request.socket.destroy();
        if (trouble === 'shaky' && count.questions === 2) return response.writeHead(502).end('<html>');
        if (trouble === 'shaky' && count.questions === 3) return response.writeHead(404).end('{}');
        response.setHeader('content-type', 'application/json');
        const host = trouble === 'private' ? stranger.url : replica.url;
        return response.end(JSON.stringify(answer(request.url, `${host}/result.png`)));
      });
      gateway = await startBefore(
        { provider, base_url: replica.url, credential: 'sk-replica', settings: quickPolls },
        { env: { PLANTAIN_REFERENCE_ALLOW: '' } },
      );
    });
    after(async () => {
      await gateway.close();
      replica.close();
      stranger.close();
    });
    const run = async (kind: typeof trouble) => {
      trouble = kind;
      Object.assign(count, { submissions: 0, questions: 0, results: 0 });
      const id = await createTask(gateway.url, gateway.liveKey, { prompt: kind });
      return endOfTask(gateway.url, gateway.liveKey, id);
    };

    it('asks three times for a result that is late, and takes it', async () => {
      assert.equal((await run('late')).state, 'success', gateway.logText());
      assert.equal(count.results, 3);
    });

    it('goes on asking for a task through resets, a bad gateway and a 404, and submits it once', async () => {
      assert.equal((await run('shaky')).state, 'success', gateway.logText());
      assert.deepEqual([count.submissions, count.questions], [1, 4]);
    });

    it('fails when the result is at a private address, connects to nothing there and submits once', async () => {
      const { state, id } = await run('private');
      const { attempts, chargedMicros } = await gateway.receiptOf(id);
      assert.equal(state, 'failed');
      assert.deepEqual(
        attempts.map(({ result }) => result),
        ['upstream_rejected'],
      );
      assert.deepEqual([count.submissions, count.stranger, chargedMicros], [1, 0, 0]);
    });

    it('submits once when the connection ends before the answer to a submission', async () => {
      assert.equal((await run('reset')).state, 'failed');
      assert.equal(count.submissions, 1);
    });
  });
}
