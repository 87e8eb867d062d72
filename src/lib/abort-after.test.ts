import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { abortAfter } from './abort-after.ts';

const late = () => new Error('late');

describe('a signal with a timer', () => {
  it('aborts when its time has passed, also when that was before', async () => {
    const { signal } = abortAfter(5, late);
    assert.equal(signal.aborted, false);
    await once(signal, 'abort');
    assert.equal(signal.reason.message, 'late');
    assert.equal(abortAfter(0, late).signal.reason.message, 'late');
    assert.equal(abortAfter(-1, late).signal.aborted, true);
  });

  it('aborts with the other one, for its reason, and leaves nothing with it once it is cleared', () => {
    const other = new AbortController();
    const [heard, cleared] = [abortAfter(1e6, late, other.signal), abortAfter(1e6, late, other.signal)];
    cleared.clear();
    other.abort(new Error('gone'));
    assert.equal(heard.signal.reason.message, 'gone');
    assert.equal(cleared.signal.aborted, false);
    heard.clear();
    const after = abortAfter(1e6, late, other.signal);
    assert.equal(after.signal.reason.message, 'gone');
    after.clear();
  });
});
