import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Failure } from '../generation/failure.ts';
import type { FoundArtifact } from '../generation/found-artifact.ts';
import type { ReferenceNote } from '../generation/reference-note.ts';
import { refusalMessage } from '../lib/egress/refusal.ts';
import { setUp } from './fetch-references.test.kit.ts';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#678' } });
const png = await picture(30, 20).png().toBuffer();
const jpeg = await picture(31, 21).jpeg().toBuffer();
const webp = await picture(32, 22).webp().toBuffer();

const send = (response: ServerResponse, type: string | undefined, body: Buffer | string) =>
  response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(body);

/** A PNG of exactly that many bytes; what follows IEND belongs to no chunk. */
const pngOfSize = (sizeBytes: number) => Buffer.concat([png, Buffer.alloc(sizeBytes - png.length)]);

test('references come back in order, measured, byte for byte, and release removes their files', async (context) => {
  const bodies: Record<string, Buffer> = { '/a': png, '/b': jpeg, '/c': webp };
  const { fetchAll, url, files } = await setUp(context, (request, response) => {
    setTimeout(() => send(response, 'image/png', bodies[request.url!]!), request.url === '/a' ? 60 : 0);
  });
  const { references, release } = await fetchAll(`${url}/a`, `${url}/b`, `${url}/c`);
  assert.deepEqual(
    references.map(({ mediaType, width, height, sizeBytes, source }) => [
      mediaType,
      width,
      height,
      sizeBytes,
      source,
    ]),
    [
      ['image/png', 30, 20, png.length, `${url}/a`],
      ['image/jpeg', 31, 21, jpeg.length, `${url}/b`],
      ['image/webp', 32, 22, webp.length, `${url}/c`],
    ],
  );
  assert.deepEqual(await readFile(references[1]!.path), jpeg);
  release();
  assert.deepEqual(await files(), []);
  assert.deepEqual((await fetchAll()).references, []);
});

test('IMG-4, S-190…195: the bytes decide within the three formats, the declared type only excludes', async (context) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  const gif = await picture(3, 3).gif().toBuffer();
  const contents: [string, Buffer | string, boolean][] = [
    ['png', png, true],
    ['jpeg', jpeg, true],
    ['webp', webp, true],
    ['gif', gif, false],
    ['svg', svg, false],
    ['html', '<!doctype html><title>x</title>', false],
    ['json', '{"error":1}', false],
    ['empty', '', false],
  ];
  const types: [string | undefined, boolean][] = [
    ['image/png', true],
    ['image/svg+xml', true],
    ['IMAGE/JPEG; charset=binary', true],
    ['application/octet-stream', true],
    [undefined, true],
    ['text/html', false],
    ['image/png, text/html', false],
    ['image/png;charset=…;text/html', false],
  ];
  const { fetchAll, url } = await setUp(context, (request, response) => {
    const [, type, content] = request.url!.split('/').map(Number);
    if (types[type!]![0] !== undefined)
      response.setHeader('content-type', Buffer.from(types[type!]![0]!).toString('latin1'));
    response.end(contents[content!]![1]);
  });
  for (const [typeIndex, [type, allowed]] of types.entries()) {
    for (const [contentIndex, [name, , isPicture]] of contents.entries()) {
      const fetching = fetchAll(`${url}/${typeIndex}/${contentIndex}`);
      const cell = `${name} as ${type}`;
      if (allowed && isPicture)
        assert.equal((await fetching).references[0]!.mediaType, `image/${name}`, cell);
      else await assert.rejects(fetching, { code: 'reference_rejected' }, cell);
    }
  }
});

test('S-177…184: 31,457,280 bytes are taken and one more is not, announced or not', async (context) => {
  const { fetchAll, url, files } = await setUp(context, (request, response) => {
    const [, form, size] = request.url!.split('/');
    const body = pngOfSize(Number(size));
    if (form === 'announced') response.setHeader('content-length', body.length);
    response.write(body.subarray(0, 1_000));
    response.end(body.subarray(1_000));
  });
  for (const form of ['announced', 'chunked']) {
    const { references, release } = await fetchAll(`${url}/${form}/31457280`);
    assert.equal(references[0]!.sizeBytes, 31_457_280);
    release();
    for (const tooMany of [31_457_281, 31_457_282, 40_000_000]) {
      await assert.rejects(
        fetchAll(`${url}/${form}/${tooMany}`),
        (error: Failure) =>
          error.code === 'reference_too_large' && /larger than 31457280 bytes/.test(error.message),
      );
    }
    assert.deepEqual(await files(), []);
  }
});

test('all references of a generation together are bounded', async (context) => {
  const { fetchAll, url, files } = await setUp(
    context,
    (_, response) => send(response, 'image/png', pngOfSize(40_000)),
    {
      maxTotalBytes: 100_000,
    },
  );
  (await fetchAll(`${url}/1`, `${url}/2`)).release();
  await assert.rejects(
    fetchAll(`${url}/1`, `${url}/2`, `${url}/3`),
    (error: Failure) =>
      error.code === 'reference_too_large' && /more than 100000 bytes together/.test(error.message),
  );
  assert.deepEqual(await files(), []);
});

test('the first failure ends the other transfers, is the one reported, and leaves no file', async (context) => {
  const cuts: Promise<unknown>[] = [];
  let refuse: (() => void) | undefined;
  const { fetchAll, url, files } = await setUp(context, (request, response) => {
    if (request.url === '/bad') refuse = () => void response.writeHead(404).end();
    else {
      cuts.push(once(response, 'close'));
      response.writeHead(200).write(png.subarray(0, 60));
    }
    if (cuts.length === 2) refuse?.();
  });
  const started = performance.now();
  await assert.rejects(fetchAll(`${url}/slow`, `${url}/bad`, `${url}/slow?key=secret`), (error: Failure) => {
    assert.equal(error.code, 'reference_refused');
    assert.match(error.message, /^Reference image 2 \(127\.0\.0\.1:\d+\/bad\) .*status 404/);
    return true;
  });
  assert.ok(performance.now() - started < 20_000);
  assert.deepEqual(await files(), []);
  await Promise.all(cuts);
  assert.equal(cuts.length, 2);
});

test('S-196…201: only a 200 is an image', async (context) => {
  const { fetchAll, url } = await setUp(context, (request, response) => {
    const status = Number(request.url!.slice(1));
    response.writeHead(status, { 'content-type': 'image/png', 'www-authenticate': 'Basic' });
    response.end(status === 204 || status === 304 ? undefined : png);
  });
  for (const status of [201, 204, 206, 304, 401, 404, 407, 500]) {
    const code = status === 500 ? 'reference_unreachable' : 'reference_refused';
    await assert.rejects(fetchAll(`${url}/${status}`), { code }, `${status}`);
  }
});

test('cut, animated and oversized pictures are refused with the reason', async (context) => {
  const frames = [
    await picture(9, 9).png().toBuffer(),
    await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  ];
  const bodies: [RegExp, Buffer][] = [
    [/cut off/, png.subarray(0, -1)],
    [/cut off/, jpeg.subarray(0, -2)],
    [/cut off/, webp.subarray(0, -4)],
    [
      /animated/,
      await sharp(frames, { join: { animated: true } })
        .webp()
        .toBuffer(),
    ],
    [
      /megapixels/,
      await sharp({ create: { width: 16_000, height: 4_000, channels: 3, background: '#000' } })
        .png()
        .toBuffer(),
    ],
  ];
  const { fetchAll, url, files } = await setUp(context, (request, response) => {
    send(response, undefined, bodies[Number(request.url!.slice(1))]![1]);
  });
  for (const [index, [reason]] of bodies.entries()) {
    await assert.rejects(fetchAll(`${url}/${index}`), (error: Failure) => {
      assert.equal(error.code, 'reference_rejected');
      assert.match(error.message, reason);
      return true;
    });
  }
  assert.deepEqual(await files(), []);
});

test('S-212: every blocked target gets the same words, whatever stands behind it', async (context) => {
  const { fetchAll, url } = await setUp(context, (_, response) => send(response, 'image/png', png), {
    allow: [],
  });
  const { port } = new URL(url);
  const messages = new Set<string>();
  for (const target of [
    url,
    'http://127.0.0.1:1/',
    'http://169.254.169.254/',
    `http://localhost:${port}/`,
    'http://[::1]/',
    'ftp://x.test/',
  ]) {
    const failure = await fetchAll(target).then(
      () => assert.fail(target),
      (error: Failure) => error,
    );
    assert.equal(failure.code, 'reference_refused');
    assert.ok(failure.internal !== undefined && !failure.message.includes(failure.internal));
    messages.add(failure.message.replace(/\(.*\)/, ''));
  }
  assert.deepEqual([...messages], [`Reference image 1  cannot be used. ${refusalMessage}`]);
});

test('what is wrong with the text of a URL or with endless redirects is told, as neither says anything of a network', async (context) => {
  const { fetchAll, url } = await setUp(context, (_, response) => {
    response.writeHead(302, { location: '/again' }).end();
  });
  const told = async (target: string) => {
    const failure = await fetchAll(target).then(
      () => assert.fail(target),
      (error: Failure) => error,
    );
    assert.equal(failure.code, 'reference_refused');
    return failure.message.replace(/\(.*?\)/, '');
  };
  const text = await told('https://x.test/a?b=c d');
  assert.match(text, /^Reference image 1 {2}cannot be used\. The URL holds white space,/);
  assert.match(await told(url), /^Reference image 1 {2}cannot be used\. The URL is redirected too often/);
});

test('public messages carry no query, no credentials and no control characters', async (context) => {
  const { fetchAll } = await setUp(context, (_, response) => response.end());
  await assert.rejects(fetchAll('https://user:pw@x.test/a\u0007b?token=secret'), (error: Failure) => {
    assert.match(error.message, /\(x\.test\/a\?b\)/);
    const told = `${error.message}${error.internal}`;
    return !['secret', 'pw', '\u0007'].some((part) => told.includes(part));
  });
});

test('spooled references are judged by their bytes and their files are left to their owner', async (context) => {
  const { fetchReferences, spoolFolder, files } = await setUp(context, (_, response) => response.end());
  const file = path.join(spoolFolder, 'upload.spool');
  await writeFile(file, jpeg);
  const reference = { kind: 'spooled', path: file, mediaType: 'image/png', sizeBytes: jpeg.length } as const;
  const { references, release } = await fetchReferences([reference], 'g');
  assert.deepEqual(references, [
    { path: file, mediaType: 'image/jpeg', sizeBytes: jpeg.length, width: 31, height: 21, source: 'inline' },
  ]);
  release();
  assert.deepEqual(await files(), ['upload.spool']);
  await writeFile(file, jpeg.subarray(0, -2));
  await assert.rejects(fetchReferences([reference], 'g'), /Reference image 1 is cut off/);
  await assert.rejects(fetchReferences([{ ...reference, sizeBytes: 31_457_281 }], 'g'), {
    code: 'reference_too_large',
  });
});

test('our own artifact URLs are read from the archive, without network', async (context) => {
  const kept = (body: Buffer): FoundArtifact => ({
    state: 'kept',
    artifact: {
      key: 'k',
      number: 1,
      mediaType: 'image/png',
      sizeBytes: body.length,
      width: 1,
      height: 1,
      expiresAtMs: 0,
    },
    open: async () => Readable.from([body.subarray(0, 50), body.subarray(50)]),
  });
  const asked: string[] = [];
  const { fetchAll, files } = await setUp(context, (_, response) => response.end(), {
    allow: [],
    findArtifact: async (key) => {
      asked.push(key);
      if (key === 'a/good.png') return kept(png);
      return key === 'a/cut.png'
        ? kept(png.subarray(0, -3))
        : { state: key === 'a/old.png' ? 'expired' : 'missing' };
    },
  });
  const own = 'https://images.example.test/task-artifacts';
  const { references, release } = await fetchAll(`${own}/a/good.png?sig=1#x`);
  assert.deepEqual(await readFile(references[0]!.path), png);
  assert.equal(references[0]!.width, 30);
  release();
  await assert.rejects(fetchAll(`${own}/a/old.png`), /has expired/);
  await assert.rejects(fetchAll(`${own}/a/none.png`), /does not exist/);
  await assert.rejects(fetchAll(`${own}/a/cut.png`), { code: 'reference_rejected' });
  await assert.rejects(fetchAll('https://u@images.example.test/task-artifacts/a/good.png'), {
    code: 'reference_refused',
  });
  assert.deepEqual(asked, ['a/good.png', 'a/old.png', 'a/none.png', 'a/cut.png']);
  assert.deepEqual(await files(), []);
});

test('no more transfers run at once than allowed, over all generations, and all get their turn', async (context) => {
  let running = 0;
  let most = 0;
  const { fetchAll, url } = await setUp(
    context,
    (_, response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running -= 1;
        send(response, 'image/png', png);
      }, 10);
    },
    { maxTransfers: 4 },
  );
  const urls = Array.from({ length: 6 }, (_, index) => `${url}/${index}`);
  const all = await Promise.all([fetchAll(...urls), fetchAll(...urls), fetchAll(...urls)]);
  assert.equal(all.flatMap(({ references }) => references).length, 18);
  assert.equal(most, 4);
});

test('a reference that waits for its turn is not asked for once another one failed', async (context) => {
  const asked: string[] = [];
  const { fetchAll, url } = await setUp(
    context,
    (request, response) => {
      asked.push(request.url!);
      setTimeout(() => response.writeHead(500).end(), 20);
    },
    { maxTransfers: 1 },
  );
  await assert.rejects(fetchAll(`${url}/1`, `${url}/2`, `${url}/3`), /Reference image 1 /);
  assert.deepEqual(asked, ['/1']);
});

const manyOwn = (count: number) =>
  Array.from({ length: count }, (_, index) => `https://images.example.test/task-artifacts/a/${index}.png`);

test('of many references 14 are open at once, and all come in their order', async (context) => {
  let open = 0;
  let most = 0;
  const { fetchAll, files } = await setUp(context, (_, response) => response.end(), {
    findArtifact: async (key) => ({
      state: 'kept',
      artifact: {
        key,
        number: 1,
        mediaType: 'image/png',
        sizeBytes: png.length,
        width: 30,
        height: 20,
        expiresAtMs: 0,
      },
      open: async () => {
        most = Math.max(most, ++open);
        return Readable.from([png]).once('close', () => {
          open -= 1;
        });
      },
    }),
  });
  const urls = manyOwn(100);
  const { references, release } = await fetchAll(...urls);
  assert.deepEqual(
    references.map(({ source }) => source),
    urls,
  );
  assert.deepEqual([most, open], [14, 0]);
  release();
  assert.deepEqual(await files(), []);
});

test('once one of many references is refused no other is begun, and the notes say so', async (context) => {
  const looked: string[] = [];
  const { fetchNoted } = await setUp(context, (_, response) => response.end(), {
    findArtifact: async (key) => {
      looked.push(key);
      return { state: 'missing' };
    },
  });
  const seen = new Set<readonly ReferenceNote[]>();
  await assert.rejects(
    fetchNoted(manyOwn(100), (notes) => seen.add(notes)),
    /Reference image 1 .* does not exist/,
  );
  assert.equal(looked.length, 14);
  // One list for all changes: a copy for each would be as many notes as the square of their number.
  assert.equal(seen.size, 1);
  const states = [...seen][0]!.map(({ state }) => state);
  assert.deepEqual(states, ['failed', ...Array.from({ length: 99 }, () => 'stopped')]);
});
