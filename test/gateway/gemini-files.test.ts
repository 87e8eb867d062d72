import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface FileBody {
  readonly name: string;
  readonly uri: string;
  readonly mimeType: string;
  readonly sizeBytes: string;
  readonly state: string;
}

describe("Google's Files API on temporary uploads", () => {
  let gateway: TestGateway;
  let png: Buffer;
  before(async () => {
    gateway = await startGateway();
    png = await sharp(randomBytes(300 * 200 * 3), { raw: { width: 300, height: 200, channels: 3 } })
      .png()
      .toBuffer();
  });
  after(() => gateway.close());

  const key = () => ({ 'x-goog-api-key': gateway.liveKey });
  const start = (headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/upload/v1beta/files`, {
      method: 'POST',
      headers: {
        ...key(),
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-length': String(png.length),
        'x-goog-upload-header-content-type': 'image/png',
        ...headers,
      },
    });
  const address = async () => (await start()).headers.get('x-goog-upload-url') as string;
  /** Without a key, as n8n sends the bytes. */
  const send = (url: string, command: string, offset: number, bytes?: Buffer) =>
    fetch(url, {
      method: 'POST',
      headers: { 'x-goog-upload-command': command, 'x-goog-upload-offset': String(offset) },
      ...(bytes ? { body: new Uint8Array(bytes) } : {}),
    });
  const upload = async () => {
    const answer = await send(await address(), 'upload, finalize', 0, png);
    assert.equal(answer.status, 200, await answer.clone().text());
    assert.equal(answer.headers.get('x-goog-upload-status'), 'final');
    return ((await answer.json()) as { file: FileBody }).file;
  };
  const generate = (fileUri: string, headers: Record<string, string> = key()) =>
    fetch(`${gateway.url}/v1beta/models/nano-banana-2:generateContent`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({
        contents: [
          { parts: [{ text: 'Make it night' }, { fileData: { fileUri, mimeType: 'image/png' } }] },
          { role: 'model', parts: [{ text: 'Which night?' }] },
          { role: 'user', parts: [{ file_data: { file_uri: fileUri } }] },
        ],
      }),
    });
  const errorOf = async (answer: Response) =>
    ((await answer.json()) as { error: { code: number; status: string; message: string } }).error;

  it('an uploaded file is listed and got, and its bytes reach the upstream in place of its URI', async () => {
    const file = await upload();
    assert.match(file.name, /^files\/[0-9a-f]{32}$/);
    assert.deepEqual(
      [file.state, file.mimeType, file.sizeBytes],
      ['ACTIVE', 'image/png', String(png.length)],
    );
    const got = await fetch(`${gateway.url}/v1beta/${file.name}`, { headers: key() });
    assert.deepEqual(await got.json(), file);
    const listed = await fetch(`${gateway.url}/v1beta/files?pageSize=1`, { headers: key() });
    assert.deepEqual(((await listed.json()) as { files: FileBody[] }).files, [file]);

    const answer = await generate(file.uri);
    assert.equal(answer.status, 200, await answer.text());
    const { contents } = (gateway.upstream.requests.at(-1) as { body: unknown }).body as {
      contents: { parts: { inlineData?: object }[] }[];
    };
    const whole = { mimeType: 'image/png', data: `<base64 of ${png.length} bytes>` };
    assert.deepEqual(contents[0]?.parts[1]?.inlineData, whole);
    assert.deepEqual(contents[2]?.parts[0]?.inlineData, whole);
  });

  it('pieces are taken in order and together make the file; none is left behind', async () => {
    const url = await address();
    const [first, second, third] = [
      png.subarray(0, 1_000),
      png.subarray(1_000, 90_000),
      png.subarray(90_000),
    ];
    assert.equal((await send(url, 'upload', 0, first)).headers.get('x-goog-upload-status'), 'active');
    assert.equal((await send(url, 'upload', 1_000, second)).status, 200);
    const wrong = await errorOf(await send(url, 'upload, finalize', 5, third));
    assert.match(wrong.message, /begins at byte 90000/);
    const asked = await send(url, 'query', 0);
    assert.equal(asked.headers.get('x-goog-upload-size-received'), '90000');
    const done = await send(url, 'upload, finalize', 90_000, third);
    const { file } = (await done.json()) as { file: FileBody };
    const shown = await fetch(`${gateway.url}/uploads/file_${file.name.slice('files/'.length)}.png`);
    assert.ok(Buffer.from(await shown.arrayBuffer()).equals(png));
    const kept = await readdir(path.join(gateway.dataFolder), { recursive: true });
    assert.deepEqual(
      kept.filter((name) => name.includes('.part-')),
      [],
    );
  });

  it('what is not as it was declared, or not a picture, is refused in words', async () => {
    const shorter = await send(await address(), 'upload, finalize', 0, png.subarray(0, 500));
    assert.equal(shorter.status, 400);
    const pdf = await start({ 'x-goog-upload-header-content-type': 'application/pdf' });
    assert.match((await errorOf(pdf)).message, /image\/png, image\/jpeg, image\/webp/);
    const large = await start({ 'x-goog-upload-header-content-length': '20971521' });
    assert.equal((await errorOf(large)).code, 413);
    const url = new URL(await address());
    url.searchParams.set('upload_id', 'x'.repeat(43));
    assert.equal((await errorOf(await send(url.href, 'upload, finalize', 0, png))).status, 'NOT_FOUND');
  });

  it('a deleted file and one of other keys are no files: nothing goes upstream', async () => {
    const file = await upload();
    const calls = gateway.upstream.requests.length;
    const foreign = await generate(file.uri, { 'x-goog-api-key': gateway.testKey });
    assert.equal((await errorOf(foreign)).status, 'PERMISSION_DENIED');
    const removed = await fetch(`${gateway.url}/v1/${file.name}`, { method: 'DELETE', headers: key() });
    assert.deepEqual([removed.status, await removed.json()], [200, {}]);
    assert.equal((await errorOf(await generate(file.uri))).status, 'PERMISSION_DENIED');
    assert.equal(gateway.upstream.requests.length, calls);
  });

  it('a picture made here is sent from the archive, not as an address the upstream would have to fetch', async () => {
    const made = await gateway.post('/v1/images/generations', { model: 'nano-banana-2', prompt: 'A pear' });
    const url = ((await made.json()) as { data: { url: string }[] }).data[0]?.url ?? '';
    const answer = await generate(url);
    assert.equal(answer.status, 200, await answer.text());
    const { contents } = (gateway.upstream.requests.at(-1) as { body: unknown }).body as {
      contents: { parts: { inlineData?: { mimeType: string; data: string } }[] }[];
    };
    const sent = contents[0]?.parts[1]?.inlineData;
    assert.equal(sent?.mimeType, `image/${url.split('.').at(-1)}`);
    assert.match(sent?.data ?? '', /^<base64 of \d+ bytes>$/);
    const calls = gateway.upstream.requests.length;
    const gone = await generate(url.replace(/\/[^/]+(?=-1\.)/, `/${'0'.repeat(45)}`));
    assert.equal(gone.status, 400);
    assert.match((await errorOf(gone)).message, /does not exist/);
    assert.equal(gateway.upstream.requests.length, calls);
  });

  it('more than 100 of them in one request are refused in words, to be counted, too; nothing is kept of it', async () => {
    const receipts = async () => {
      const answer = await fetch(`${gateway.url}/v1/generations`, {
        headers: { authorization: `Bearer ${gateway.liveKey}` },
      });
      return ((await answer.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
    };
    const before = await receipts();
    const fileUri = `${gateway.url}/task-artifacts/2026/11/23/x/y-1.png`;
    const parts = Array.from({ length: 101 }, () => ({ fileData: { fileUri } }));
    for (const method of ['generateContent', 'streamGenerateContent', 'countTokens']) {
      const answer = await fetch(`${gateway.url}/v1beta/models/nano-banana-2:${method}`, {
        method: 'POST',
        headers: { ...key(), 'content-type': 'application/json' },
        body: JSON.stringify({ contents: [{ parts: [{ text: 'A pear' }, ...parts] }] }),
      });
      assert.deepEqual(await errorOf(answer), {
        code: 400,
        status: 'INVALID_ARGUMENT',
        message: 'contents: at most 100 files of this server (fileData.fileUri) may be named in one request.',
      });
    }
    assert.deepEqual(await receipts(), before);
  });

  it('a name of the client is refused in words, and one to show is read also from a body in chunks', async () => {
    const begin = (body: string | ReadableStream) =>
      fetch(`${gateway.url}/upload/v1beta/files`, {
        method: 'POST',
        headers: {
          ...key(),
          'content-type': 'application/json',
          'x-goog-upload-protocol': 'resumable',
          'x-goog-upload-command': 'start',
          'x-goog-upload-header-content-length': String(png.length),
          'x-goog-upload-header-content-type': 'image/png',
        },
        body,
        duplex: 'half',
      } as RequestInit);
    const named = await begin(JSON.stringify({ file: { name: 'files/my-pic' } }));
    assert.deepEqual([named.status, /file\.name/.test((await errorOf(named)).message)], [400, true]);
    const begun = await begin(new Blob([JSON.stringify({ file: { display_name: 'A pear' } })]).stream());
    const url = begun.headers.get('x-goog-upload-url') as string;
    const done = await send(url, 'upload, finalize', 0, png);
    assert.equal(((await done.json()) as { file: { displayName?: string } }).file.displayName, 'A pear');
  });

  it('the addresses of uploads below it are theirs: another method is a 405 in their shape', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await fetch(`${gateway.url}/v1/files/uploads`, { method, headers: key() });
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST']);
      assert.equal(typeof ((await answer.json()) as { error: { type: string } }).error.type, 'string');
    }
  });
});
