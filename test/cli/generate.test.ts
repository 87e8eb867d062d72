import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { drawPicture, pictureProtocol } from '../../cli/terminal-picture.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { runCommand } from '../gateway/process.test.kit.ts';

describe('plantain against a remote gateway', () => {
  let gateway: TestGateway;
  let folder: string;
  let env: Record<string, string>;
  before(async () => {
    gateway = await startGateway();
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-cli-'));
    env = { PLANTAIN_URL: gateway.url, PLANTAIN_KEY: gateway.liveKey };
    for (const [name, background] of Object.entries({ one: '#ff0000', two: '#0000ff' })) {
      await sharp({ create: { width: 64, height: 64, channels: 3, background } })
        .png()
        .toFile(path.join(folder, `${name}.png`));
    }
  });
  after(async () => {
    await gateway.close();
    await rm(folder, { recursive: true, force: true });
  });

  const references = () => ['one', 'two'].flatMap((name) => ['-r', path.join(folder, `${name}.png`)]);

  it('generates from two local files and saves each image with the pixels asked for', async () => {
    const out = path.join(folder, 'out');
    const args = ['generate', 'both on a table', ...references(), '-n', '2', '--ratio', '16:9', '--out', out];
    const { code, output } = await runCommand(args, env);
    assert.equal(code, 0, output);
    const files = await readdir(out);
    assert.equal(files.length, 2);
    for (const file of files) {
      assert.ok(output.includes(file));
      const { width, height } = await sharp(path.join(out, file)).metadata();
      assert.deepEqual([width, height], [1376, 768]);
    }
  });

  it('converts what it makes from files, each of which is uploaded once', async () => {
    const out = path.join(folder, 'converted');
    const twice = [...references(), '-r', path.join(folder, 'one.png')];
    const args = ['generate', 'three on a table', ...twice, '--format', 'webp', '--out', out];
    const { code, output } = await runCommand(args, env);
    assert.equal(code, 0, output);
    assert.equal(output.match(/^uploaded /gm)?.length, 2);
    const [file] = await readdir(out);
    assert.equal((await sharp(path.join(out, file as string)).metadata()).format, 'webp');
    const sent = JSON.stringify(gateway.upstream.requests.at(-1)?.body);
    assert.equal(sent.match(/<base64 of \d+ bytes>/g)?.length, 3);
  });

  it('takes a still GIF, of which the gateway makes a PNG', async () => {
    const file = path.join(folder, 'still.gif');
    await sharp({ create: { width: 32, height: 32, channels: 3, background: '#36a' } })
      .gif()
      .toFile(file);
    const args = ['generate', 'one on a table', '-r', file, '--out', path.join(folder, 'of-gif')];
    const { code, output } = await runCommand(args, env);
    assert.equal(code, 0, output);
    assert.match(JSON.stringify(gateway.upstream.requests.at(-1)?.body), /image\/png/);
  });

  it('generates without references in the format asked for, and tells everything as JSON', async () => {
    const out = path.join(folder, 'json');
    const args = ['generate', 'a pear', '--format', 'webp', '--out', out, '--json'];
    const { code, output } = await runCommand(args, env);
    assert.equal(code, 0, output);
    const told = JSON.parse(output.slice(output.indexOf('{'))) as { files: string[] };
    assert.equal((await sharp(told.files[0] as string).metadata()).format, 'webp');
    const list = await runCommand(['tasks', 'list', '--limit', '1', '--json'], env);
    const { data } = JSON.parse(list.output) as { data: { id: string; status: string }[] };
    assert.equal(data[0]?.status, 'succeeded');
    const got = await runCommand(['tasks', 'get', data[0]?.id as string], env);
    assert.match(got.output, /succeeded[\s\S]+task-artifacts/);
  });

  it('exits 1 with the sentence of the gateway when refused, 3 when nothing answers', async () => {
    const refused = await runCommand(['generate', 'x', '-m', 'no-such', '--out', folder], env);
    assert.equal(refused.code, 1);
    assert.match(refused.output, /The model "no-such" does not exist/);
    const nowhere = { ...env, PLANTAIN_URL: 'http://127.0.0.1:1' };
    const unanswered = await runCommand(['models'], nowhere);
    assert.equal(unanswered.code, 3);
    assert.match(unanswered.output, /^http:\/\/127\.0\.0\.1:1 does not answer \(.+\)\.\n$/);
    const missing = await runCommand(['generate', 'x', '-r', 'no-such.png'], env);
    assert.deepEqual([missing.code, missing.output], [1, 'There is no file no-such.png.\n']);
  });

  it('asks for no picture that it could not save', async () => {
    const [{ id } = {}] = await newest();
    const file = path.join(folder, 'in-the-way');
    await writeFile(file, '');
    const { code, output } = await runCommand(['generate', 'x', '--out', path.join(file, 'sub')], env);
    assert.equal(code, 1, output);
    assert.match(output, /^Pictures cannot be saved in .*in-the-way/);
    assert.equal((await newest())[0]?.id, id);
  });

  async function newest(): Promise<{ id: string }[]> {
    const { output } = await runCommand(['tasks', 'list', '--limit', '1', '--json'], env);
    return (JSON.parse(output) as { data: { id: string }[] }).data;
  }

  it('calls what a test key spends test money', async () => {
    const ofTest = { ...env, PLANTAIN_KEY: gateway.testKey };
    const { output } = await runCommand(['quote', '-n', '2'], ofTest);
    assert.match(output, /^\$0\.\d+ test at most: 2 × \$0\.\d+ test \(nano-banana-2\)\n$/);
  });

  it('names the option that is refused, and what it takes', async () => {
    const refused = async (...args: string[]) => (await runCommand(args, env)).output;
    assert.match(
      await refused('generate', 'x', '--ratio', 'wide', '--out', folder),
      /^--ratio must be one of 1:1, .*16:9/,
    );
    assert.match(await refused('quote', '--size', '9K'), /^--size must be one of 0\.5K, 1K, 2K, 4K/);
  });

  it('quotes and lists models', async () => {
    const { output } = await runCommand(['quote', '-n', '2'], env);
    assert.match(output, /^\$0\.\d+ at most: 2 × \$0\.\d+ \(nano-banana-2\)\n$/);
    assert.match((await runCommand(['models'], env)).output, /nano-banana-pro/);
  });

  it('prints completion scripts that their shell accepts and that complete commands', async () => {
    const { output } = await runCommand(['completion', 'bash'], {});
    for (const [typed, expected] of [
      ['tasks w', 'wait'],
      ['tasks wait task_1 --js', '--json'],
      ['generate hello --s', '--size'],
      ['completion b', 'bash'],
    ] as const) {
      const at = typed.split(' ').length;
      const ask = `COMP_WORDS=(plantain ${typed}); COMP_CWORD=${at}; _plantain; echo "\${COMPREPLY[@]}"`;
      const { stdout } = await promisify(execFile)('bash', ['-c', `${output}\n${ask}`]);
      assert.equal(stdout.trim(), expected, typed);
    }
    for (const shell of ['zsh', 'fish']) {
      assert.match((await runCommand(['completion', shell], {})).output, /generate/);
    }
  });
});

describe('pictures in the terminal', () => {
  it('are drawn where the terminal says that it can, and never into a pipe or a multiplexer', () => {
    assert.equal(pictureProtocol({ TERM: 'xterm-kitty' }, true), 'kitty');
    assert.equal(pictureProtocol({ TERM_PROGRAM: 'iTerm.app' }, true), 'iterm2');
    assert.equal(pictureProtocol({ TERM: 'xterm-kitty' }, false), undefined);
    assert.equal(pictureProtocol({ TERM: 'xterm-kitty', TMUX: '/tmp/x' }, true), undefined);
    assert.equal(pictureProtocol({ TERM: 'xterm-256color' }, true), undefined);
  });

  it('carry every byte, in chunks kitty takes', () => {
    const png = Buffer.alloc(10_000, 7);
    const chunks = drawPicture(png, 'kitty')
      .split('\x1b\\')
      .slice(0, -1)
      .map((chunk) => chunk.replace('\x1b_G', '').split(';') as [string, string]);
    assert.ok(chunks.every(([, data]) => data.length <= 4096));
    assert.equal(chunks.map(([, data]) => data).join(''), png.toString('base64'));
    assert.match(chunks.at(-1)?.[0] ?? '', /m=0$/);
    assert.ok(drawPicture(png, 'iterm2').includes(`:${png.toString('base64')}\x07`));
  });
});
