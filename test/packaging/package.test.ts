import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { repositoryRoot } from '../services/repository-root.ts';

const run = promisify(execFile);
const skip =
  process.env.PLANTAIN_TEST_ALL === '1' ? false : 'it installs the package; PLANTAIN_TEST_ALL=1 runs it';

const root = repositoryRoot();

it('the packed package installs into an empty folder, serves, generates, and its client is found', {
  skip,
}, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-package-'));
  try {
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
    const [tarball] = await readdir(folder);
    const prefix = path.join(folder, 'prefix');
    const install = [
      'install',
      '--global',
      '--prefix',
      prefix,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ];
    await run('npm', [...install, path.join(folder, tarball as string)], { cwd: folder });
    const installed = path.join(prefix, 'lib/node_modules/plantain');
    // Nothing of the repository but what is meant for users.
    assert.ok(!existsSync(path.join(installed, 'dist/test')));
    await serveAndGenerate(path.join(prefix, 'bin/plantain'), folder);

    await writeFile(
      path.join(installed, '..', 'try.mjs'),
      "import { createPlantain } from 'plantain/client';\nconsole.log(typeof createPlantain);\n",
    );
    const { stdout } = await run(process.execPath, [path.join(installed, '..', 'try.mjs')]);
    assert.equal(stdout, 'function\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function serveAndGenerate(program: string, folder: string): Promise<void> {
  const own = { PATH: process.env.PATH, HOME: folder };
  const gateway = spawn(program, ['serve'], {
    env: { ...own, PORT: '0', PLANTAIN_DATA_DIR: path.join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const banner = await new Promise<string>((resolve, reject) => {
      let text = '';
      gateway.stdout.on('data', (data) => {
        text += data;
        if (/PLANTAIN_KEY=pt_\w+/.test(text)) resolve(text);
      });
      gateway.once('exit', (code) => reject(new Error(`plantain serve ended with ${code}: ${text}`)));
    });
    const env = {
      ...own,
      PLANTAIN_URL: /listens on (http:\S+)/.exec(banner)?.[1] ?? '',
      PLANTAIN_KEY: /PLANTAIN_KEY=(pt_\w+)/.exec(banner)?.[1] ?? '',
    };
    const out = path.join(folder, 'pictures');
    await run(program, ['generate', 'A plantain', '--ratio', '16:9', '--out', out], { env });
    const [picture] = await readdir(out);
    const { width, height } = await sharp(path.join(out, picture as string)).metadata();
    assert.deepEqual([width, height], [1376, 768]);
  } finally {
    const ended = once(gateway, 'exit');
    if (gateway.exitCode === null && gateway.kill('SIGTERM')) await ended;
  }
}
