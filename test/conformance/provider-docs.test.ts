import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { repositoryRoot } from '../services/repository-root.ts';
import { discoverProviders } from './provider-work.test.kit.ts';

it('documents every provider and setting there is, and none that is not', async () => {
  const root = repositoryRoot();
  execFileSync(process.execPath, [path.join(root, 'scripts/provider-docs.mjs'), '--check'], {
    stdio: 'pipe',
  });
  const page = readFileSync(path.join(root, 'docs/providers.md'), 'utf8');
  const documented = [...page.matchAll(/^## `(.+)`$/gm)].map(([, name]) => name);
  const providers = await discoverProviders();
  assert.deepEqual(
    documented,
    providers.map(({ name }) => name),
  );
});
