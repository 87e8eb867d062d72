import assert from 'node:assert/strict';
import { it } from 'node:test';
import { shippedModels } from '../../catalog/shipped-models.ts';
import type { Model } from '../../generation/model.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { judgeRequest } from './read-batch-request.ts';

it('a request of a batch with more pictures than its model takes is refused before any is looked up', async () => {
  let looks = 0;
  const input = {
    publicUrl: 'https://here',
    uploads: {
      async find() {
        looks += 1;
        return { state: 'kept', name: 'file.png', mediaType: 'image/png' };
      },
    },
  } as unknown as RouteInput;
  const model = shippedModels.find(({ name }) => name === 'nano-banana-2') as Model;
  const at = { input, model, name: model.name, scanned: { skeleton: {}, spools: [] }, place: 'requests[0]' };
  const fileData = { fileUri: `https://here/v1beta/files/${'a'.repeat(32)}` };
  const requestOf = (count: number) => ({
    contents: [{ parts: [{ text: 'A pear' }, ...Array.from({ length: count }, () => ({ fileData }))] }],
  });
  await assert.rejects(judgeRequest(at, requestOf(15)), {
    code: 'invalid_request',
    message: 'at most 14 reference images are currently supported for nano-banana-2',
    param: 'requests[0].contents[0]',
  });
  assert.equal(looks, 0);
  assert.equal((await judgeRequest(at, requestOf(14))).pictures.length, 14);
});
