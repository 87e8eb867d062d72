import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { repositoryRoot } from '../services/repository-root.ts';
import { missingProgram } from '../services/required-program.ts';

const run = promisify(execFile);

interface Recipe {
  readonly title: string;
  readonly expects: 'b64_json' | 'url' | 'inlineData';
  readonly request: { readonly path: string; readonly key: string; readonly body: unknown };
}

const root = repositoryRoot();
const folder = path.join(root, 'examples/recipes');

describe('recipes', () => {
  let gateway: TestGateway;
  let base64Key: string;
  before(async () => {
    gateway = await startGateway();
    const made = await gateway.app.keys.create({
      mode: 'live',
      name: 'base64',
      settings: { responseFormat: 'b64_json' },
    });
    base64Key = made.key;
  });
  after(() => gateway.close());

  it('stand in the docs as they stand in examples/', async () => {
    await run(process.execPath, ['scripts/recipes.mjs', '--check'], { cwd: root });
  });

  it('have no page whose example is gone', async () => {
    const copy = await mkdtemp(path.join(os.tmpdir(), 'plantain-recipes-'));
    for (const part of ['examples', 'docs/recipes', 'scripts/recipes.mjs', 'scripts/root.mjs']) {
      await cp(path.join(root, part), path.join(copy, part), { recursive: true });
    }
    await rm(path.join(copy, 'examples/recipes/n8n.json'));
    const check = run(process.execPath, ['scripts/recipes.mjs', '--check'], { cwd: copy });
    await assert.rejects(check, /docs\/recipes\/n8n\.md stands for no example/);
    await run(process.execPath, ['scripts/recipes.mjs'], { cwd: copy });
    assert.ok(!readdirSync(path.join(copy, 'docs/recipes')).includes('n8n.md'));
    await rm(copy, { recursive: true });
  });

  for (const file of readdirSync(folder)) {
    const recipe = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Recipe;
    it(`${recipe.title}: its request is answered with an image in ${recipe.expects}`, async () => {
      const { request, expects } = recipe;
      const key = file === 'librechat.json' ? base64Key : gateway.liveKey;
      const keyHeader: Record<string, string> =
        request.key === 'bearer' ? { authorization: `Bearer ${key}` } : { [request.key]: key };
      const answer = await fetch(gateway.url + request.path, {
        method: 'POST',
        headers: { ...keyHeader, 'content-type': 'application/json' },
        body: JSON.stringify(request.body),
      });
      const text = await answer.text();
      assert.equal(answer.status, 200, text.slice(0, 500));
      if (expects === 'inlineData') assert.match(text, /"inlineData"[\s\S]*"data": ?"[A-Za-z0-9+/]{100}/);
      else if (expects === 'url') assert.match(text, /"url":"http[^"]+\/task-artifacts\//);
      else assert.match(text, /"b64_json":"[A-Za-z0-9+/]{100}/);
    });
  }

  for (const [programs, example] of [
    [['sh', 'curl'], 'curl.sh'],
    [['python3'], 'generate.py'],
    [[process.execPath], 'typescript.mjs'],
  ] as const) {
    it(`${example} runs as it stands and names a picture`, async (t) => {
      const missing = missingProgram(...programs);
      if (missing) return t.skip(missing);
      const env = { ...process.env, PLANTAIN_URL: gateway.url, PLANTAIN_KEY: gateway.liveKey };
      const done = await run(programs[0], [path.join(root, 'examples', example)], { cwd: root, env });
      assert.match(done.stdout, /\/task-artifacts\//);
    });
  }
});
