import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runInProcess } from './run-in-process.test.kit.ts';

interface View {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: Readonly<Record<string, number | null>>;
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly weight: number;
  readonly probe: boolean;
}

describe('plantain channels update', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-changes-'));
    const settings = ['--setting', 'project=fruit', '--setting', 'location=europe-west4'];
    const limits = ['--requests-per-minute', '60', '--concurrency', '4', '--several-references', 'yes'];
    await run('add', 'mine', '--provider', 'vertex-ai', '--credential-env', 'SECRET', ...settings, ...limits);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function run(...args: string[]): Promise<View> {
    const env = { PLANTAIN_DATA_DIR: folder, SECRET: 'AIza-not-a-real-key' };
    const { code, output } = await runInProcess(['channels', ...args, '--json'], env);
    assert.equal(code, 0, output);
    return JSON.parse(output) as View;
  }

  it('changes the setting and the limit that are named, and keeps the others', async () => {
    const { settings, limits } = await run(
      ...['update', 'mine', '--setting', 'location=us-central1', '--concurrency', '8'],
    );
    assert.deepEqual([settings.project, settings.location], ['fruit', 'us-central1']);
    assert.deepEqual(limits, { requests_per_minute: 60, concurrency: 8 });
    assert.deepEqual((await run('show', 'mine')).capabilities, { several_references: true });
  });

  it('takes away the one that is "none"', async () => {
    await run('update', 'mine', '--weight', '3', '--probe', 'no');
    const changed = await run(
      ...['update', 'mine', '--setting', 'project=none', '--requests-per-minute', 'none', '--weight', 'none'],
      ...['--several-references', 'none', '--probe', 'none'],
    );
    assert.deepEqual([changed.settings.project, changed.settings.location], [undefined, 'us-central1']);
    assert.deepEqual(changed.limits, { requests_per_minute: null, concurrency: 8 });
    assert.deepEqual([changed.capabilities, changed.weight, changed.probe], [{}, 1, true]);
    const unlimited = await run('update', 'mine', '--concurrency', 'none');
    assert.deepEqual(unlimited.limits, { requests_per_minute: null, concurrency: null });
  });
});
