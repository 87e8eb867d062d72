import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tableOf } from './client-table.ts';
import { clientFolder } from './installed-packages.ts';
import {
  call,
  clientVersion,
  connectOverHttp,
  connectOverStdio,
  type McpClient,
  type ToolAnswer,
} from './mcp-client.ts';
import { measureBase64 } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const program = fileURLToPath(new URL('../../cli/plantain.js', import.meta.url));
const textOf = ({ content }: ToolAnswer) => content.find(({ type }) => type === 'text')?.text ?? '';
const idOf = ({ structuredContent }: ToolAnswer) => String(structuredContent?.id);

for (const way of ['HTTP', 'stdio'] as const) {
  const can = tableOf(`MCP over ${way}`, clientVersion);
  describe(`the MCP client over ${way} (${clientFolder})`, () => {
    let gateway: ServedGateway;
    let client: McpClient;
    before(async () => {
      gateway = await startServedGateway();
      client =
        way === 'HTTP'
          ? await connectOverHttp(gateway.origin, gateway.liveKey)
          : await connectOverStdio(program, { PLANTAIN_URL: gateway.origin, PLANTAIN_KEY: gateway.liveKey });
    });
    after(async () => {
      await client?.close();
      await gateway.close();
    });

    can('M1', 'tools', 'initializes and lists the tools with their schemas', async () => {
      assert.equal(client.getServerVersion()?.name, 'plantain');
      const { tools } = await client.listTools();
      assert.deepEqual(tools.map(({ name }) => name).sort(), [
        'cancel_image',
        'edit_image',
        'fetch_image',
        'generate_image',
        'list_models',
        'quote',
        'wait_for_image',
      ]);
    });

    can(
      'M1',
      'generate',
      'generates in one upstream call, charged once, and edits its own result',
      async () => {
        const callsBefore = gateway.upstream.requests.length;
        const made = await call(client, 'generate_image', {
          prompt: 'A plantain',
          model: 'nano-banana-2',
          aspect_ratio: '16:9',
          resolution: '1K',
        });
        assert.ok(!made.isError, textOf(made));
        assert.equal(gateway.upstream.requests.length, callsBefore + 1);
        const quoted = await call(client, 'quote', { model: 'nano-banana-2', resolution: '1K' });
        assert.equal(made.structuredContent?.cost_usd, quoted.structuredContent?.total_usd);
        const link = made.content.find(({ type }) => type === 'resource_link');
        assert.equal((await fetch(link?.uri as string)).status, 200);

        const fetched = await call(client, 'fetch_image', { id: idOf(made) });
        const picture = fetched.content.find(({ type }) => type === 'image');
        assert.equal((await measureBase64(picture?.data as string)).size, '1376x768');

        const edited = await call(client, 'edit_image', { prompt: 'At night', images: [link?.uri] });
        assert.ok(!edited.isError, textOf(edited));
        assert.match(JSON.stringify(gateway.upstream.requests.at(-1)?.body), /<base64 of \d+ bytes>/);
      },
    );

    can(
      'M1',
      'one call',
      'gives an id before the client gives up, tells progress, and the wait for it costs nothing more',
      async () => {
        const callsBefore = gateway.upstream.requests.length;
        const messages: string[] = [];
        const begun = await call(
          client,
          'generate_image',
          { prompt: 'Slow #emulate(latency, ms=1500)', wait_seconds: 0.5 },
          { onprogress: ({ message }) => messages.push(message ?? '') },
        );
        assert.match(textOf(begun), /Call wait_for_image/);
        assert.ok(messages.length > 0);
        const done = await call(client, 'wait_for_image', { id: idOf(begun) });
        assert.equal(done.structuredContent?.status, 'succeeded');
        assert.equal(idOf(done), idOf(begun));
        assert.equal(gateway.upstream.requests.length, callsBefore + 1);
      },
    );

    can(
      'M1',
      'one call',
      'goes on with what a client stopped waiting for: it is charged once and can be fetched',
      async () => {
        const callsBefore = gateway.upstream.requests.length;
        let id = '';
        const waiting = call(
          client,
          'generate_image',
          { prompt: 'Slow #emulate(latency, ms=2500)' },
          { timeout: 1500, onprogress: ({ message }) => (id = message?.split(':')[0] ?? '') },
        );
        await assert.rejects(waiting, /timed out/i);
        const done = await call(client, 'wait_for_image', { id });
        assert.equal(done.structuredContent?.status, 'succeeded', textOf(done));
        assert.equal(gateway.upstream.requests.length, callsBefore + 1);
      },
    );

    can(
      'M1',
      'errors',
      'says in a tool error what went wrong and what to do; nothing is charged',
      async () => {
        const blocked = await call(client, 'generate_image', {
          prompt: '#emulate(block, reason=IMAGE_SAFETY)',
        });
        assert.equal(blocked.isError, true);
        assert.match(textOf(blocked), /Nothing was charged/);
        assert.equal(Number(blocked.structuredContent?.cost_usd), 0);
        const wrong = await call(client, 'generate_image', { prompt: 'x', resolution: '9K' });
        assert.match(textOf(wrong), /resolution must be one of/);
        const unknown = await call(client, 'wait_for_image', { id: 'none' });
        assert.match(textOf(unknown), /There is no generation/);
      },
    );

    can('M1', 'models', 'lists the models with prices', async () => {
      const { models } = (await call(client, 'list_models')).structuredContent as {
        models: { name: string; prices: { resolution: string; usd_per_image: string }[] }[];
      };
      const pro = models.find(({ name }) => name === 'nano-banana-pro');
      assert.deepEqual(
        pro?.prices.map(({ resolution }) => resolution),
        ['1K', '2K', '4K'],
      );
      assert.ok(pro?.prices.every(({ usd_per_image }) => Number(usd_per_image) > 0));
    });
  });
}

tableOf('MCP over HTTP', clientVersion)(
  'M1',
  'errors',
  'a client with a wrong key cannot connect, and reads why',
  async () => {
    const gateway = await startServedGateway();
    await assert.rejects(connectOverHttp(gateway.origin, 'pt_live_wrong'), /API key/);
    const env = { PLANTAIN_URL: gateway.origin, PLANTAIN_KEY: 'pt_live_wrong' };
    await assert.rejects(connectOverStdio(program, env), /API key/);
    await gateway.close();
    await assert.rejects(connectOverStdio(program, env), /does not answer/);
  },
);
