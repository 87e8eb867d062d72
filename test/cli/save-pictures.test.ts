import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { savePictures } from '../../cli/save-pictures.ts';

let folder: string;
let origin: string;
/** Cuts the first answer of `/flaky`, has no `/gone`, and gives out everything else. */
const asked: string[] = [];
const server = http.createServer(({ url = '' }, response) => {
  asked.push(url);
  if (url === '/gone') return response.writeHead(404).end();
  if (url === '/flaky' && asked.filter((each) => each === url).length === 1) {
    return response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy());
  }
  return response.end(`picture of ${url}`);
});
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-pictures-'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

it('a picture that cannot be fetched is told with its URL and generation, and the others are saved', async () => {
  const imageAt = (at: string) => ({
    ...{ url: origin + at, media_type: 'image/png', converted_from: null, width: 1, height: 1 },
    ...{ tier: '1K', size_bytes: 1, expires_at: null, deleted_at: null },
  });
  const said: string[] = [];
  const files = await savePictures(
    { id: 'gen-1', images: ['/gone', '/flaky', '/there'].map(imageAt) },
    { folder, onSaved: () => undefined, onFailed: (sentence) => void said.push(sentence), waitMs: 1 },
  );
  assert.deepEqual(said, [`not saved: ${origin}/gone of generation gen-1: it answers 404`]);
  assert.deepEqual(
    files.map((file) => path.basename(file)),
    ['plantain-gen-1-2.png', 'plantain-gen-1-3.png'],
  );
  assert.equal(await readFile(files[0] as string, 'utf8'), 'picture of /flaky');
  assert.deepEqual(asked, ['/gone', '/flaky', '/flaky', '/there']);
});
