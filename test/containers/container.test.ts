import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { missingProgram } from '../services/required-program.ts';
import { type BuiltImage, buildImage, firstProcess } from './image.test.kit.ts';

const isAsked = process.env.PLANTAIN_TEST_ALL === '1' && process.getuid?.() === 0;
const skip = isAsked
  ? missingProgram('buildah', 'busybox', 'unshare', 'setpriv')
  : 'it builds an image as root; PLANTAIN_TEST_ALL=1 runs it';

describe('the image of the Dockerfile', { skip }, () => {
  let image: BuiltImage;
  let gateway: ChildProcess;
  let banner: string;
  let url: string;
  before(async () => {
    image = await buildImage();
    gateway = image.start([...image.settings.Entrypoint, ...image.settings.Cmd], { PORT: '0' });
    banner = await untilPrinted(gateway, /PLANTAIN_KEY=pt_\w+/);
    url = /listens on (http:\S+)/.exec(banner)?.[1] ?? '';
  });
  after(async () => {
    if (gateway?.exitCode === null) {
      gateway.kill('SIGKILL');
      await once(gateway, 'exit');
    }
    await image?.remove();
  });

  it('runs without root, capabilities or a way to either, and writes to its volume alone', async () => {
    const status = await readFile(`/proc/${await firstProcess(gateway)}/status`, 'utf8');
    assert.match(status, /^Uid:\t65532\t65532\t65532\t65532$/m);
    assert.match(status, /^NSpid:\t\d+\t1$/m);
    assert.match(status, /^NoNewPrivs:\t1$/m);
    for (const set of ['CapPrm', 'CapEff', 'CapAmb']) assert.match(status, new RegExp(`^${set}:\t0+$`, 'm'));
    assert.ok((await readdir(image.volume)).includes('plantain.db'));
  });

  it('draws a picture in another format with the key of its log', async () => {
    const answer = await fetch(`${url}/v1/images/generations`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${/pt_test_\w+/.exec(banner)?.[0]}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ model: 'nano-banana-2', prompt: 'A plantain', output_format: 'webp' }),
    });
    const { data } = (await answer.json()) as { data: [{ url: string }] };
    const picture = await fetch(data[0].url);
    assert.equal(
      await sharp(Buffer.from(await picture.arrayBuffer()))
        .metadata()
        .then(({ format }) => format),
      'webp',
    );
  });

  it('has the console and the documentation', async () => {
    for (const page of ['/console/', '/docs', '/docs/operators']) {
      const answer = await fetch(url + page);
      assert.equal(answer.status, 200, page);
      assert.match(await answer.text(), /<html/, page);
    }
  });

  it('is told healthy by its own check, and unhealthy where nothing listens', async () => {
    const [, ...check] = image.settings.Healthcheck.Test;
    for (const [port, code] of [
      [new URL(url).port, 0],
      ['1', 1],
    ] as const) {
      const checked = image.start(check, { PORT: port });
      assert.deepEqual(await once(checked, 'exit'), [code, null]);
    }
  });

  it('has the commands of an operator under their name', async () => {
    const command = image.start(['plantain', 'keys', 'create', '--live'], {});
    assert.match(await untilPrinted(command, /pt_live_\w+/), /pt_live_/);
    assert.deepEqual(command.exitCode ?? (await once(command, 'exit'))[0], 0);
  });

  it('ends with 0 on SIGTERM, as the first process of its container', async () => {
    const ended = once(gateway, 'exit');
    process.kill(await firstProcess(gateway), 'SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });
});

function untilPrinted(program: ChildProcess, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (data: Buffer) => {
      text += data;
      if (wanted.test(text)) resolve(text);
    };
    program.stdout?.on('data', hear);
    program.stderr?.on('data', hear);
    program.once('exit', (code) => reject(new Error(`it ended with ${code}: ${text}`)));
  });
}
