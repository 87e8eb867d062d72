import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { googleProgram, openaiProgram, plantainProgram } from '../../src/docs-site/client-examples.ts';
import type { Code } from '../../src/docs-site/page.ts';
import { repositoryRoot } from '../services/repository-root.ts';
import { clientFolder } from './installed-packages.ts';
import { measureImage, measureUrl } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const run = promisify(execFile);

describe(`the programs of the quick start, as a reader saves them (${clientFolder})`, () => {
  let gateway: ServedGateway;
  let folder: string;
  before(async () => {
    gateway = await startServedGateway();
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-quick-start-'));
    const packages = path.join(repositoryRoot(), 'test/real-clients', clientFolder, 'node_modules');
    await mkdir(path.join(folder, 'node_modules'));
    for (const name of await readdir(packages)) {
      if (!name.startsWith('.'))
        await symlink(path.join(packages, name), path.join(folder, 'node_modules', name));
    }
    const own = path.join(folder, 'node_modules/plantain');
    if (!existsSync(own)) await symlink(repositoryRoot(), own);
  });
  after(async () => {
    await gateway?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const printed = async (program: (origin: string) => Code) => {
    await writeFile(path.join(folder, 'first.mjs'), program(gateway.origin).text);
    const env = { ...process.env, PLANTAIN_KEY: gateway.testKey };
    return (await run(process.execPath, ['first.mjs'], { cwd: folder, env })).stdout.trim();
  };

  it('with OpenAI’s package prints the URL of a picture', async () => {
    assert.equal((await measureUrl(await printed(openaiProgram))).size, '1024x1024');
  });

  it('with Google’s package prints the file it wrote a picture to', async () => {
    const file = path.join(folder, await printed(googleProgram));
    assert.equal((await measureImage(await readFile(file))).size, '1024x1024');
  });

  it('with the client of this package prints a URL and what it cost', async () => {
    const [url = '', costUsd = ''] = (await printed(plantainProgram)).split(' ');
    assert.equal((await measureUrl(url)).size, '1024x1024');
    assert.ok(Number(costUsd) > 0, `in dollars of the sandbox: ${costUsd}`);
  });
});
