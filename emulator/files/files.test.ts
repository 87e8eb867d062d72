import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, at, messageOf } from '../testing/ask-emulator.ts';

const dayMs = 86_400_000;

describe('Files and countTokens of the emulator', () => {
  let nowMs = Date.parse('2026-11-21T12:00:00Z');
  let emulator: Emulator;
  let photo: Buffer;
  before(async () => {
    emulator = await startEmulator({ now: () => nowMs });
    photo = await sharp({ create: { width: 90, height: 160, channels: 3, background: 'green' } })
      .png()
      .toBuffer();
  });
  after(() => emulator.close());

  const key = { 'x-goog-api-key': 'test-key' };

  async function start(displayName: string, sizeBytes = photo.length): Promise<string> {
    const response = await fetch(`${emulator.url}/upload/v1beta/files`, {
      method: 'POST',
      headers: {
        ...key,
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-length': String(sizeBytes),
        'x-goog-upload-header-content-type': 'image/png',
      },
      body: JSON.stringify({ file: { mimeType: 'image/png', displayName } }),
    });
    assert.equal(response.status, 200);
    return response.headers.get('x-goog-upload-url') as string;
  }

  const send = (url: string, command: string, offset: number, bytes: Buffer) =>
    fetch(url, {
      method: 'POST',
      headers: { 'x-goog-upload-command': command, 'x-goog-upload-offset': String(offset) },
      body: bytes,
    });

  async function upload(displayName = 'photo'): Promise<Record<string, string>> {
    const response = await send(await start(displayName), 'upload, finalize', 0, photo);
    assert.equal(response.headers.get('x-goog-upload-status'), 'final');
    return ((await response.json()) as { file: Record<string, string> }).file;
  }

  const read = async (name: string) => {
    const response = await fetch(`${emulator.url}/v1beta/${name}`, { headers: key });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const use = (fileUri: string) =>
    ask(emulator, {
      contents: [{ parts: [{ text: 'repaint' }, { fileData: { mimeType: 'image/png', fileUri } }] }],
    });

  test('a file uploaded in two chunks is a reference: its ratio is that of the answer', async () => {
    const url = await start('two chunks');
    const first = await send(url, 'upload', 0, photo.subarray(0, 50));
    assert.equal(first.headers.get('x-goog-upload-size-received'), '50');
    const second = await send(url, 'upload, finalize', 50, photo.subarray(50));
    const { file } = (await second.json()) as { file: Record<string, string> };
    assert.deepEqual([file.state, file.sizeBytes], ['ACTIVE', String(photo.length)]);
    const answered = await use(file.uri as string);
    assert.equal(answered.status, 200, answered.text);
    const parts = at(answered.json(), 'candidates.0.content.parts') as { inlineData?: { data: string } }[];
    const data = parts.find((part) => part.inlineData)?.inlineData?.data as string;
    const { width, height } = await sharp(Buffer.from(data, 'base64')).metadata();
    assert.deepEqual([width, height], [768, 1376]);
  });

  test('a wrong offset and a wrong length are refused', async () => {
    assert.equal((await send(await start('offset'), 'upload', 7, photo)).status, 400);
    assert.equal((await send(await start('length', 5), 'upload, finalize', 0, photo)).status, 400);
  });

  test('a file that is still processing cannot be used; then it can', async () => {
    const file = await upload('slow #emulate(file, processing=2)');
    assert.equal(file.state, 'PROCESSING');
    assert.match(String(messageOf(await use(file.uri as string))), /not in an ACTIVE state/);
    assert.equal((await read(file.name as string)).body.state, 'PROCESSING');
    assert.equal((await read(file.name as string)).body.state, 'ACTIVE');
    assert.equal((await use(file.uri as string)).status, 200);
  });

  test('a file is gone after 48 hours, and after its deletion', async () => {
    const file = await upload();
    nowMs += 2 * dayMs - 1;
    assert.equal((await read(file.name as string)).status, 200);
    nowMs += 1;
    assert.equal((await read(file.name as string)).status, 403);
    assert.match(String(messageOf(await use(file.uri as string))), /or it may not exist/);
    const other = await upload();
    await fetch(`${emulator.url}/v1beta/${other.name}`, { method: 'DELETE', headers: key });
    assert.equal((await read(other.name as string)).status, 403);
  });

  test('countTokens counts words and pictures, of contents and of a whole generation', async () => {
    const contents = [
      {
        parts: [
          { text: 'twelve chars' },
          { inlineData: { mimeType: 'image/png', data: photo.toString('base64') } },
        ],
      },
    ];
    const count = async (body: object) => {
      const response = await fetch(`${emulator.url}/v1beta/models/gemini-3-pro-image:countTokens`, {
        method: 'POST',
        headers: { ...key, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as unknown };
    };
    const counted = {
      totalTokens: 261,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 3 },
        { modality: 'IMAGE', tokenCount: 258 },
      ],
    };
    assert.deepEqual(await count({ contents }), { status: 200, body: counted });
    assert.deepEqual(await count({ generateContentRequest: { contents } }), { status: 200, body: counted });
    assert.equal((await count({ nonsense: 1 })).status, 400);
  });
});
