import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { tableOf } from './client-table.ts';
import { connectGoogle } from './google-client.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { connectOpenai } from './openai-client.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const family = [
  'nano-banana',
  'nano-banana-2',
  'nano-banana-pro',
  'gemini-3.1-flash-image',
  'gemini-3-pro-image',
];

/** Both clients ask the same address, so one body must serve both. */
describe(`the model list of the gateway, read by ${clientFolder}`, () => {
  let gateway: ServedGateway;
  before(async () => {
    gateway = await startServedGateway();
  });
  after(() => gateway.close());

  tableOf('openai', installedVersion('openai'))(
    'O6',
    'models',
    'the models are named, and each of them can be retrieved',
    async () => {
      const { client } = connectOpenai(gateway.origin, gateway.testKey);
      const { data } = await client.models.list();
      const ids = data.map(({ id }) => id);
      for (const id of family) assert.ok(ids.includes(id), `${id} is not in ${ids}`);
      for (const entry of data) {
        const { id, object, created, owned_by } = await client.models.retrieve(entry.id);
        assert.deepEqual(
          { id, object, created, owned_by },
          {
            id: entry.id,
            object: 'model',
            created: entry.created,
            owned_by: entry.owned_by,
          },
        );
      }
    },
  );

  for (const version of [undefined, 'v1beta', 'v1']) {
    tableOf('@google/genai', installedVersion('@google/genai'))(
      'G1',
      'models',
      `the models are named under ${version ?? 'its own version'}`,
      async () => {
        const client = connectGoogle(gateway.origin, gateway.testKey, version);
        const names: string[] = [];
        for await (const model of await client.models.list()) names.push(model.name);
        for (const id of family) assert.ok(names.includes(`models/${id}`), `${id} is not in ${names}`);
        for (const name of names) assert.equal((await client.models.get({ model: name })).name, name);
        const model = await client.models.get({ model: 'nano-banana-2' });
        assert.equal(model.name, 'models/nano-banana-2');
        assert.ok(model.displayName);
        assert.ok(model.supportedActions?.includes('generateContent'));
      },
    );
  }
});
