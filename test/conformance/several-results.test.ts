import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import type { TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { quickPolls, serve, startBefore, type TestServer } from './relay.test.kit.ts';

/** A task that has ended, with results at `urls`; what submits one is answered with its id. */
const endOf: Record<string, (urls: readonly string[]) => object> = {
  'generate-task': (resultUrls) => ({
    code: 200,
    data: { taskId: 't1', state: 'success', resultJson: JSON.stringify({ resultUrls }) },
  }),
  'model-generation': (urls) => ({
    id: 't1',
    status: 'completed',
    output: [{ content: urls.map((url) => ({ type: 'image', url })) }],
  }),
};

for (const [provider, end] of Object.entries(endOf)) {
  describe(`a task of a ${provider} channel with several results`, () => {
    let upstream: TestServer;
    let gateway: TaskGateway;
    let paths: readonly string[] = [];
    let submissions = 0;
    before(async () => {
      const image = sharp({ create: { width: 80, height: 48, channels: 3, background: 'olive' } });
      const bytes = await image.png().toBuffer();
      upstream = await serve((request, response) => {
        if (request.url === '/good.png') return response.end(bytes);
        if (request.url === '/page.html') return response.end('<html>gone</html>');
        if (request.url === '/gone.png') return response.writeHead(404).end();
        if (request.method === 'POST') submissions += 1;
        response.writeHead(200, { 'content-type': 'application/json' });
        return response.end(JSON.stringify(end(paths.map((path) => upstream.url + path))));
      });
      gateway = await startBefore({
        provider,
        base_url: upstream.url,
        credential: 'canary',
        settings: quickPolls,
      });
    });
    after(async () => {
      await gateway.close();
      upstream.close();
    });
    const ask = async (...results: readonly string[]) => {
      paths = results;
      submissions = 0;
      const response = await gateway.post('/v1/images/generations', {
        model: 'nano-banana-2',
        prompt: 'A fig',
      });
      await response.text();
      return response.status;
    };

    it('gives the one that can be had, submitted once, wherever dead links and pages stand', async () => {
      for (const results of [
        ['/good.png', '/gone.png'],
        ['/gone.png', '/good.png'],
        ['/good.png', '/page.html'],
      ]) {
        assert.deepEqual([await ask(...results), submissions], [200, 1], results.join(' '));
      }
    });

    it('fails where none of them can be had', async () => {
      assert.equal(await ask('/gone.png', '/page.html'), 502);
    });
  });
}
