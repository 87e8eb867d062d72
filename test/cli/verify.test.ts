import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runInProcess } from './run-in-process.test.kit.ts';

it('checks asked for none at a time are refused, not reported as done', async () => {
  for (const count of ['0', '-1', '2.5', 'many', '']) {
    const { code, output } = await runInProcess(['verify', `--concurrency=${count}`], {
      PLANTAIN_DATA_DIR: '/nowhere/that/can/be/made',
    });
    assert.equal(code, 1);
    assert.match(output, /--concurrency takes a number/, count);
  }
});
