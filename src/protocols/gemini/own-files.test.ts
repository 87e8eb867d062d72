import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RouteInput, ScannedBody } from '../../generation/route-input.ts';
import { withOwnFiles } from './own-files.ts';

it('own files are references in the order of the body, however long each look at them takes', async () => {
  const [slow, quick] = ['a'.repeat(32), 'b'.repeat(32)];
  const input = {
    requestId: 'request',
    publicUrl: 'https://here',
    uploads: {
      async find(id: string) {
        if (id.includes('a')) await sleep(20);
        return { state: 'kept', name: `${id}.png`, mediaType: 'image/png' };
      },
    },
  } as unknown as RouteInput;
  const part = (id: string) => ({ fileData: { fileUri: `https://here/v1beta/files/${id}` } });
  const skeleton = { contents: [{ parts: [part(slow), { text: 'on' }, part(quick)] }] };
  const { references, files, skeleton: written } = await withOwnFiles(input, { skeleton } as ScannedBody);
  assert.deepEqual(
    references.map((reference) => reference.kind === 'url' && reference.url),
    [slow, quick].map((id) => `https://here/uploads/file_${id}.png`),
  );
  const inline = (data: string | undefined) => ({ inlineData: { mimeType: 'image/png', data } });
  assert.deepEqual(written, {
    contents: [{ parts: [inline(files[0]), { text: 'on' }, inline(files[1])] }],
  });
});

it('more files of this server than a receipt tells of are refused before any is looked up', async () => {
  let looks = 0;
  const input = {
    requestId: 'request',
    publicUrl: 'https://here',
    uploads: {
      async find() {
        looks += 1;
        return { state: 'kept', name: 'file.png', mediaType: 'image/png' };
      },
    },
  } as unknown as RouteInput;
  const bodyOf = (count: number) => {
    const part = { fileData: { fileUri: `https://here/v1beta/files/${'a'.repeat(32)}` } };
    return { skeleton: { contents: [{ parts: Array.from({ length: count }, () => part) }] } } as ScannedBody;
  };
  await assert.rejects(withOwnFiles(input, bodyOf(101)), {
    code: 'invalid_request',
    message: 'contents: at most 100 files of this server (fileData.fileUri) may be named in one request.',
    param: 'contents',
  });
  assert.equal(looks, 0);
  const { references } = await withOwnFiles(input, bodyOf(100));
  assert.deepEqual([references.length, looks], [100, 100]);
});
