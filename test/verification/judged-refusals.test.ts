import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Case } from '../../src/verification/case.ts';
import { judge } from '../../src/verification/judge.ts';
import type { Observation } from '../../src/verification/observe.ts';

const row = (wish: Case['wish'], expect: Case['expect'] = 'refused'): Case => ({
  id: 'a',
  model: 'nano-banana-2',
  contract: 'model-generation',
  surface: 'gateway',
  feature: 'references',
  label: 'a',
  wish,
  expect,
  proves: '',
  lies: '',
});
const seen = (status: number, rest: Partial<Observation> = {}): Observation => ({
  status,
  images: [],
  message: 'no',
  omitted: [],
  durationMs: 1,
  ...rest,
});
const failure = (code: string) => ({ failure: { code, message: 'no' } });

describe('a refusal that a contract promises', () => {
  it('is its own 400 for what is asked, and no other refusal', () => {
    const judged = (status: number, rest?: Partial<Observation>) =>
      judge(row({ references: 4 }), seen(status, rest), 0);
    assert.equal(judged(400), undefined);
    assert.equal(judged(400, failure('upstream_rejected')), undefined);
    for (const status of [401, 402, 403, 404, 408, 409, 413, 429]) {
      assert.equal(judged(status), `answered ${status}`);
    }
    assert.match(judged(400, failure('reference_unreachable')) ?? '', /refused for reference_unreachable/);
    assert.match(judged(400, { code: 'API_KEY_INVALID' }) ?? '', /refused for API_KEY_INVALID/);
  });

  it('is, for a file that is too large, about its size', () => {
    const judged = (status: number, rest?: Partial<Observation>) =>
      judge(row({ references: 1, referenceSize: 'over-limit' }), seen(status, rest), 0);
    assert.equal(judged(400, failure('reference_too_large')), undefined);
    assert.equal(judged(200, failure('reference_too_large')), undefined);
    assert.match(judged(400, failure('reference_unreachable')) ?? '', /not for its size/);
    assert.match(judged(429) ?? '', /refused for 429/);
  });

  it('is, for a blocked prompt, told as that', () => {
    const judged = (rest?: Partial<Observation>) =>
      judge(row({ blocked: true }, 'blocked'), seen(400, rest), 0);
    assert.equal(judged(failure('content_blocked')), undefined);
    assert.match(judged(failure('no_image')) ?? '', /told as no_image/);
  });
});
