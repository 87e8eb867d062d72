import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { repositoryRoot } from '../services/repository-root.ts';

const root = repositoryRoot();

it('the page of clients says what the results of their tests say, and nothing else', async () => {
  await promisify(execFile)(process.execPath, ['scripts/client-table.mjs', '--check'], { cwd: root });
});
