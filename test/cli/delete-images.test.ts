import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { runInProcess } from './run-in-process.test.kit.ts';

interface Made {
  readonly id: string;
  readonly images: readonly { readonly url: string; readonly deleted_at: string | null }[];
}

describe('the commands that delete images', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());
  const make = async (count: number): Promise<Made> => {
    const order = { model: 'nano-banana-2', prompt: `p ${Math.random()}`, count, wait: 60 };
    return (await (await gateway.post('/v1/generations', order)).json()) as Made;
  };
  const statusesOf = ({ images }: Made) =>
    Promise.all(images.map(async ({ url }) => (await fetch(url, { method: 'HEAD' })).status));

  it('delete those of a generation of the key, and print when that was', async () => {
    const made = await make(2);
    const env = { PLANTAIN_URL: gateway.url, PLANTAIN_KEY: gateway.liveKey };
    const { code, output } = await runInProcess(['tasks', 'delete-images', made.id], env);
    assert.equal(code, 0, output);
    assert.equal(output.match(/ {2}deleted 20/g)?.length, 2, output);
    assert.deepEqual(await statusesOf(made), [410, 410]);
  });

  it('delete those of any account straight in the store of a running gateway', async () => {
    const made = await make(1);
    const env = {
      PLANTAIN_DATA_DIR: gateway.dataFolder,
      DATABASE_URL: process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL,
    };
    const { code, output } = await runInProcess(['accounts', 'delete-images', made.id], env);
    assert.equal(code, 0, output);
    assert.match(output, /^1 image of default deleted 20.*\n.*within a minute\.$/);
    assert.deepEqual(await statusesOf(made), [410]);
    const unknown = await runInProcess(['accounts', 'delete-images', 'nothing'], env);
    assert.deepEqual([unknown.code, unknown.output], [1, 'There is no generation nothing.']);
  });
});
