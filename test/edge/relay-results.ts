import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGateway } from '../gateway/gateway.test.kit.ts';
import { ask } from './entry-paths.ts';

/**
 * Lets an upstream answer with each URL as the place of its result, and again as a redirect of its own. Resolves
 * with the numbers of requests sent to the gateway and answered by the upstream.
 */
export async function relayResults(env: Record<string, string>, urls: readonly string[]) {
  const counted = { asked: 0, answered: 0 };
  const relay = createServer((request, response) => {
    void promptOf(request).then((prompt) => {
      counted.answered += 1;
      // Raw, because a server of Node writes no such header.
      response.socket?.end(prompt.startsWith('302 ') ? redirect(prompt.slice(4)) : result(prompt));
    });
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const gateway = await startGateway({
    env,
    config: {
      channels: [
        {
          id: 'relay',
          provider: 'openai-compatible',
          base_url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
          credential: 'canary-relay-credential',
          tier: 'value',
          priority: 1,
          enabled: true,
          settings: {},
        },
      ],
    },
  });
  for (const url of urls.filter((text) => text.trim() !== '')) {
    for (const prompt of [url, `302 ${url}`]) {
      counted.asked += 1;
      const { status, body } = await ask(gateway, '/v1/images/generations', {
        model: 'nano-banana-2',
        prompt,
      });
      if (status === 200) throw new Error(`an image came from ${JSON.stringify(prompt)}: ${body}`);
    }
  }
  await gateway.close();
  relay.close();
  return counted;
}

async function promptOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return (JSON.parse(Buffer.concat(chunks).toString()) as { prompt: string }).prompt;
}

const redirect = (url: string) => `HTTP/1.1 302 Found\r\nlocation: ${url}\r\ncontent-length: 0\r\n\r\n`;

function result(url: string): string {
  const body = JSON.stringify({ created: 1, data: [{ url }] });
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
  return `${head}\r\n\r\n${body}`;
}
