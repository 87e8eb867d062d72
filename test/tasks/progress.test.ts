import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import type { z } from 'zod';
import { generationAnswer } from '../../src/protocols/generations/answers.ts';
import { type HeldUpstream, startHeldUpstream } from './held-upstream.test.kit.ts';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

type Generation = z.infer<typeof generationAnswer>;

describe('the progress of a task', () => {
  let upstream: HeldUpstream;
  let pictures: Server;
  const held: ServerResponse[] = [];
  let gateway: TaskGateway;
  let answerWithPicture: (response: ServerResponse) => void;
  before(async () => {
    upstream = await startHeldUpstream();
    const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#a28' } })
      .png()
      .toBuffer();
    answerWithPicture = (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(picture);
    pictures = createServer((request, response) => {
      if (request.url === '/held.png') held.push(response);
      else answerWithPicture(response);
    });
    await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
    const channel = { provider: 'gemini-api', base_url: upstream.url, credential: 'none', settings: {} };
    gateway = await startTaskGateway({
      config: { channels: [{ id: 'held', tier: 'official', priority: 1, enabled: true, ...channel }] },
    });
  });
  after(async () => {
    await gateway.close();
    pictures.closeAllConnections();
    pictures.close();
    await upstream.close();
  });

  const get = (path: string) =>
    fetch(gateway.url + path, { headers: { authorization: `Bearer ${gateway.liveKey}` } });

  it('is told by stage, in events, receipts and the status of a task, and never goes back', {
    timeout: 300_000,
  }, async () => {
    const origin = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;
    const created = await gateway.post('/v1/generations', {
      model: 'nano-banana-2',
      prompt: 'two of them',
      count: 2,
      references: [`${origin}/free.png`, `${origin}/held.png`],
    });
    const first = generationAnswer.parse(await created.json());
    assert.deepEqual([first.progress.stage, first.progress.percent], ['queued', 0]);

    const seen: Generation['progress'][] = [];
    const events = eventsOf(await get(`/v1/generations/${first.id}/events`));
    const until = async (isThere: (progress: Generation['progress']) => boolean) => {
      for (;;) {
        const { value, done } = await events.next();
        assert.ok(!done, `the events ended with ${JSON.stringify(seen.at(-1))}`);
        seen.push(value.progress);
        if (isThere(value.progress)) return value.progress;
      }
    };

    const fetching = await until(({ references }) => references.done === 1);
    assert.deepEqual([fetching.stage, fetching.percent, fetching.images.total], ['references', 25, 2]);
    answerWithPicture(held[0] as ServerResponse);

    const waiting = await until(({ attempts }) => attempts === 2);
    assert.deepEqual([waiting.stage, waiting.percent, waiting.images.done], ['upstream', 37, 0]);
    const task = (await (await get(`/model/v1/generation/task/${first.id}`)).json()) as { progress: number };
    assert.equal(task.progress, 0.37);

    await upstream.until(2);
    upstream.releaseOne();
    const half = await until(({ images }) => images.done === 1);
    assert.deepEqual([half.stage, half.percent], ['upstream', 62]);
    const receipt = generationAnswer.parse(await (await get(`/v1/generations/${first.id}`)).json());
    assert.deepEqual(receipt.progress, half);

    upstream.release();
    assert.deepEqual(await until(({ stage }) => stage === 'ended'), {
      stage: 'ended',
      percent: 100,
      references: { done: 2, total: 2 },
      attempts: 2,
      images: { done: 2, total: 2 },
    });
    assert.ok((await events.next()).done);
    const percents = seen.map(({ percent }) => percent);
    assert.deepEqual(
      percents,
      [...percents].sort((one, other) => one - other),
    );
  });
});

async function* eventsOf(response: Response): AsyncGenerator<Generation> {
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    const events = text.split('\n\n');
    text = events.pop() as string;
    for (const event of events) {
      const data = /^event: generation\ndata: (.*)$/.exec(event)?.[1];
      if (data) yield generationAnswer.parse(JSON.parse(data));
    }
  }
}
