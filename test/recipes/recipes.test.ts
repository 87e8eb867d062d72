import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

const run = promisify(execFile);

interface Recipe {
  readonly title: string;
  readonly expects: 'b64_json' | 'url' | 'inlineData';
  readonly request: { readonly path: string; readonly key: string; readonly body: unknown };
}

let root = path.dirname(fileURLToPath(import.meta.url));
while (!existsSync(path.join(root, 'scripts/recipes.mjs'))) root = path.dirname(root);
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

  for (const [program, example] of [
    ['sh', 'curl.sh'],
    ['python3', 'generate.py'],
    [process.execPath, 'typescript.mjs'],
  ] as const) {
    it(`${example} runs as it stands and names a picture`, async (t) => {
      const env = { ...process.env, PLANTAIN_URL: gateway.url, PLANTAIN_KEY: gateway.liveKey };
      const done = await run(program, [path.join(root, 'examples', example)], { cwd: root, env }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return undefined;
          throw error;
        },
      );
      if (!done) return t.skip(`${program} is not installed`);
      assert.match(done.stdout, /\/task-artifacts\//);
    });
  }
});
