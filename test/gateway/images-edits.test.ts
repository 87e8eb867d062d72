import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';
import { type PhotoServer, startPhotoServer } from './photo-server.test.kit.ts';

interface EditAnswer {
  readonly data: readonly { readonly b64_json?: string; readonly url?: string }[];
  readonly error?: { readonly code: string; readonly param: string | null; readonly message: string };
}

type Part = readonly [name: string, value: string | Blob, fileName?: string];

describe('POST /v1/images/edits', () => {
  let gateway: TestGateway;
  let photos: PhotoServer;
  let png: Buffer;
  let jpeg: Buffer;
  before(async () => {
    [gateway, photos] = await Promise.all([startGateway(), startPhotoServer()]);
    const photo = async (format: string) =>
      Buffer.from(await (await fetch(`${photos.url}/photo.${format}`)).arrayBuffer());
    [png, jpeg] = await Promise.all([photo('png'), photo('jpeg')]);
  });
  after(async () => {
    await gateway.close();
    await photos.close();
  });

  const send = async (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) => {
    // A form of known length: one that is still being sent when it is refused may find its connection closed.
    const whole = body instanceof FormData ? new Response(body) : undefined;
    const type = whole?.headers.get('content-type');
    const response = await fetch(`${gateway.url}/v1/images/edits`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${gateway.liveKey}`,
        ...(type ? { 'content-type': type } : {}),
        ...headers,
      },
      body: whole ? await whole.arrayBuffer() : body,
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    });
    return { response, answer: (await response.json()) as EditAnswer };
  };
  const form = (...parts: Part[]): FormData => {
    const data = new FormData();
    for (const [name, value, fileName] of [
      ['model', 'nano-banana-2'],
      ['prompt', 'Make it night'],
      ...parts,
    ] as Part[]) {
      if (typeof value === 'string') data.append(name, value);
      else data.append(name, value, fileName);
    }
    return data;
  };
  const file = (bytes: Buffer, type = 'image/png') => new Blob([new Uint8Array(bytes)], { type });
  const imagesSent = () =>
    JSON.stringify(gateway.upstream.requests.at(-1)?.body).match(/<base64 of \d+ bytes>/g) ?? [];
  const expectEdited = async ({ response, answer }: { response: Response; answer: EditAnswer }) => {
    assert.equal(response.status, 200, JSON.stringify(answer));
    const [image] = answer.data;
    assert.deepEqual(Object.keys(image ?? {}), ['b64_json']);
    assert.ok((await sharp(Buffer.from(image?.b64_json ?? '', 'base64')).metadata()).width);
    assert.ok(Number(response.headers.get('x-plantain-cost-usd')) > 0);
  };
  const sentAs = (bytes: Buffer) => `<base64 of ${bytes.length} bytes>`;

  for (const [name, parts] of [
    ['image', () => [['image', file(png), 'a.png']]],
    ['image typed application/octet-stream', () => [['image', file(png, 'application/octet-stream'), 'a']]],
    ['image typed as text', () => [['image', file(png, 'text/plain'), 'blob']]],
    ['image[]', () => [['image[]', file(png), 'blob']]],
    ['image[0]', () => [['image[0]', file(png), 'a.png']]],
  ] as [string, () => Part[]][]) {
    it(`takes a file in ${name} and sends it upstream byte for byte`, async () => {
      await expectEdited(await send(form(...parts())));
      assert.deepEqual(imagesSent(), [sentAs(png)]);
    });
  }

  for (const name of ['image', 'image[]']) {
    it(`takes several files in repeated ${name}, in their order`, async () => {
      await expectEdited(await send(form([name, file(png), 'a.png'], [name, file(jpeg), 'b.jpg'])));
      assert.deepEqual(imagesSent(), [sentAs(png), sentAs(jpeg)]);
    });
  }

  it('takes image as a text field that holds a URL', async () => {
    await expectEdited(await send(form(['image', `${photos.url}/photo.jpeg`])));
    assert.deepEqual(imagesSent(), [sentAs(jpeg)]);
  });

  it('takes a part without a file name, a quoted boundary, any order and no content-length', async () => {
    const boundary = '----=_ part';
    const text = (name: string, value: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const chunks = [
      'a preamble\r\n',
      `--${boundary}\r\nContent-Type: image/png\r\nContent-Disposition: form-data; name=image\r\n\r\n`,
      png.subarray(0, 100),
      png.subarray(100),
      `\r\n${text('prompt', 'Make it night')}${text('model', 'nano-banana-2')}--${boundary}--\r\nan epilogue`,
    ];
    const body = new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(Buffer.from(chunk as string));
        controller.close();
      },
    });
    await expectEdited(await send(body, { 'content-type': `multipart/form-data; boundary="${boundary}"` }));
    assert.deepEqual(imagesSent(), [sentAs(png)]);
  });

  it('reads numbers, switches and nested members of a form', async () => {
    const { response, answer } = await send(
      form(
        ['image', file(jpeg, 'image/jpeg'), 'a.jpg'],
        ['n', '2'],
        ['response_format', 'url'],
        ['image_config[aspect_ratio]', '16:9'],
        ['output_format', 'webp'],
        ['size', ''],
      ),
    );
    assert.equal(response.status, 200, JSON.stringify(answer));
    assert.equal(answer.data.length, 2);
    const image = await fetch(answer.data[0]?.url as string);
    assert.equal(image.headers.get('content-type'), 'image/webp');
    const { width, height } = await sharp(Buffer.from(await image.arrayBuffer())).metadata();
    assert.equal(`${width}x${height}`, '1376x768');
  });

  it('reports a mask as omitted, and refuses it when strict', async () => {
    const parts: Part[] = [
      ['mask', file(png), 'mask.png'],
      ['image[]', file(png), 'a.png'],
      ['quality', 'high'],
    ];
    const { response } = await send(form(...parts));
    assert.equal(response.status, 200);
    assert.match(response.headers.get('x-plantain-omitted') ?? '', /^mask;reason=.*quality;reason=/);
    assert.deepEqual(imagesSent(), [sentAs(png)]);
    const strict = await send(form(...parts), { 'x-plantain-strict': 'true' });
    assert.deepEqual([strict.response.status, strict.answer.error?.param], [400, 'mask']);
  });

  it('streams one image_edit.completed event', async () => {
    const response = await fetch(`${gateway.url}/v1/images/edits`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}` },
      body: form(['image', file(png), 'a.png'], ['stream', 'true']),
    });
    const text = await response.text();
    assert.match(
      text,
      /^event: image_edit\.completed\ndata: \{"type":"image_edit\.completed","created_at":\d+,"b64/,
    );
  });

  const dataUrl = (bytes: Buffer, type: string) => `data:image/${type};base64,${bytes.toString('base64')}`;
  const jsonForms: [string, () => Record<string, unknown>][] = [
    ['images of image_url', () => ({ images: [{ image_url: dataUrl(png, 'png') }] })],
    ['images of typed URLs', () => ({ images: [{ type: 'image_url', url: dataUrl(png, 'png') }] })],
    ['one image object', () => ({ image: { type: 'image_url', image_url: { url: dataUrl(png, 'png') } } })],
    ['one image text', () => ({ image: dataUrl(png, 'png') })],
    ['image_urls', () => ({ image_urls: [dataUrl(png, 'png')] })],
  ];
  for (const [name, images] of jsonForms) {
    it(`takes JSON with ${name}`, async () => {
      const body = { model: 'nano-banana-2', prompt: 'Make it night', ...images() };
      await expectEdited(await send(JSON.stringify(body), { 'content-type': 'application/json' }));
      assert.deepEqual(imagesSent(), [sentAs(png)]);
    });
  }

  it('answers a repeated Idempotency-Key with the same picture, and another file with a refusal', async () => {
    const headers = { 'idempotency-key': 'edit-once' };
    const first = await send(form(['image', file(png), 'a.png']), headers);
    const before = gateway.upstream.requests.length;
    const again = await send(form(['image', file(png), 'a.png']), headers);
    assert.equal(again.answer.data[0]?.b64_json, first.answer.data[0]?.b64_json);
    const other = await send(form(['image', file(jpeg, 'image/jpeg'), 'a.png']), headers);
    assert.equal(other.answer.error?.code, 'idempotency_key_reused');
    assert.equal(gateway.upstream.requests.length, before);
  });

  const cut = (body: string) => Buffer.from(body.replaceAll('\n', '\r\n'));
  const refusals: [
    string,
    () => NonNullable<RequestInit['body']>,
    string | undefined,
    number,
    string | null,
    RegExp,
  ][] = [
    ['no image', () => form(), undefined, 400, 'image', /at least one image/],
    [
      'no picture in the file',
      () => form(['image', file(Buffer.from('hello')), 'a']),
      undefined,
      400,
      'image',
      /1/,
    ],
    [
      '15 images',
      () => form(...Array<Part>(15).fill(['image', file(png), 'a'])),
      undefined,
      400,
      'image',
      /14/,
    ],
    [
      '19 files',
      () => form(...Array<Part>(19).fill(['image', file(png), 'a'])),
      undefined,
      400,
      null,
      /18 files/,
    ],
    ['a file for a text', () => form(['size', file(png), 'a']), undefined, 400, 'size', /not a file/],
    ['a text given twice', () => form(['prompt', 'again']), undefined, 400, 'prompt', /twice/],
    [
      'n of two',
      () => form(['image', `${'http'}://127.0.0.1:9/a`], ['n', 'two']),
      undefined,
      400,
      'n',
      /whole/,
    ],
    ['no boundary', () => 'x', 'multipart/form-data', 400, null, /multipart/],
    [
      'a body that ends early',
      () => cut('--b\nContent-Disposition: form-data; name="image"; filename="a"\n\nhalf'),
      'multipart/form-data; boundary=b',
      400,
      null,
      /multipart/,
    ],
    [
      'a file id',
      () => JSON.stringify({ model: 'nano-banana-2', prompt: 'x', images: [{ file_id: 'file-1' }] }),
      'application/json',
      400,
      'images[0].file_id',
      /image_url/,
    ],
    [
      'an image that is no URL',
      () => JSON.stringify({ model: 'nano-banana-2', prompt: 'x', image: 'aGVsbG8=' }),
      'application/json',
      400,
      'image',
      /URL/,
    ],
    ['a text too long', () => form(['style', 'x'.repeat(300_000)]), undefined, 413, 'style', /262144/],
  ];
  for (const [name, body, type, status, param, message] of refusals) {
    it(`refuses ${name} in words, sends nothing upstream and leaves no file behind`, async () => {
      const before = gateway.upstream.requests.length;
      const { response, answer } = await send(body(), type ? { 'content-type': type } : {});
      assert.deepEqual([response.status, answer.error?.param], [status, param], JSON.stringify(answer));
      assert.match(answer.error?.message ?? '', message);
      assert.equal(gateway.upstream.requests.length, before);
      const left = async () =>
        (await readdir(path.join(gateway.dataFolder, 'spool'))).filter((one) => one.includes('-in-'));
      // The files go just after the answer.
      for (let looks = 0; looks < 1_000 && (await left()).length > 0; looks += 1) await sleep(20);
      assert.deepEqual(await left(), []);
    });
  }

  it('says that variations are retired', async () => {
    const response = await fetch(`${gateway.url}/v1/images/variations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}` },
      body: form(['image', file(png), 'a.png']),
    });
    const { error } = (await response.json()) as EditAnswer;
    assert.equal(response.status, 404);
    assert.match(error?.message ?? '', /retired/);
  });
});
