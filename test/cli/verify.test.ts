import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { startGateway } from '../gateway/gateway.test.kit.ts';
import { runInProcess } from './run-in-process.test.kit.ts';

it('checks asked for none at a time are refused, not reported as done', async () => {
  for (const count of ['0', '-1', '2.5', 'many', '']) {
    const { code, output } = await runInProcess(['verify', `--concurrency=${count}`], {
      PLANTAIN_DATA_DIR: '/nowhere/that/can/be/made',
    });
    assert.equal(code, 1);
    assert.ok(
      output.includes(count === '' ? '--concurrency: must not be empty' : '--concurrency takes a number'),
      count,
    );
  }
});

it('a plan is told as JSON where that is asked for', async () => {
  const gateway = await startGateway();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-plan-'));
  try {
    const { code, output } = await runInProcess(
      ['verify', '--plan', '--json', '--url', gateway.url, '--model', 'nano-banana-2'],
      { PLANTAIN_DATA_DIR: folder },
    );
    assert.equal(code, 0, output);
    const plan = JSON.parse(output) as { requests: number; rows: number; quote_usd: string };
    assert.ok(plan.requests > 0 && plan.rows >= plan.requests && Number(plan.quote_usd) > 0, output);
  } finally {
    await gateway.close();
    await rm(folder, { recursive: true, force: true });
  }
});
