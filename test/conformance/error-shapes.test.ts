import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Failure, type FailureCode, failures } from '../../src/generation/failure.ts';
import type { Protocol } from '../../src/generation/protocol.ts';
import { discover } from '../../src/lib/discover.ts';

const codes = Object.keys(failures) as FailureCode[];
const openaiShaped = ['openai-images', 'openai-chat'];
const googleShaped = ['gemini'];
/** What SDKs send again by themselves, each time a new upstream call (docs/client-rules.md R7). */
const isRetried = (status: number) => status === 408 || status === 409 || status === 429 || status >= 500;
/** What may be asked for again, or must not but has no honest status below 500. */
const mayBeRetried: readonly FailureCode[] = [
  'idempotency_in_progress',
  'rate_limited',
  'concurrency_limited',
  'no_channel',
  'upstream_denied',
  'upstream_rate_limited',
  'upstream_unavailable',
  'upstream_timeout',
  'upstream_truncated',
  'archive_unavailable',
  'deadline_exceeded',
  'overloaded',
  'interrupted',
  'cancelled',
  'internal',
];

interface ErrorBody {
  readonly error: {
    readonly code: unknown;
    readonly message: unknown;
    readonly type: unknown;
    readonly status: unknown;
  };
}

describe('the errors of every protocol', () => {
  let protocols: Protocol[];
  before(async () => {
    const folder = fileURLToPath(new URL('../../src/protocols', import.meta.url));
    protocols = await discover<Protocol>(folder, 'folders');
  });

  const write = (protocol: Protocol, code: FailureCode, headers = {}) => {
    const context = { requestId: 'id', path: protocol.prefixes[0] ?? '/', headers, query: {} };
    const answer = protocol.writeFailure(new Failure(code), context);
    return { ...answer, body: JSON.parse(answer.body.join('')) as ErrorBody };
  };

  it('are JSON and say so, whatever went wrong: a text would be taken for a result', () => {
    for (const protocol of protocols) {
      for (const code of codes) {
        const { status, headers, body } = write(protocol, code);
        assert.match(
          headers['content-type'] ?? '',
          /^application\/(problem\+)?json/,
          `${protocol.name} ${code}`,
        );
        assert.equal(typeof body, 'object');
        // Task contracts tell some failures in a 200, as theirs do.
        assert.ok(status >= 400 || /task|generation|queue/.test(protocol.name), `${protocol.name} ${code}`);
      }
    }
  });

  it('have a text as code for readers of OpenAI errors, a number and a status for readers of Google’s', () => {
    for (const protocol of protocols) {
      for (const code of codes) {
        const { status, body } = write(protocol, code);
        if (openaiShaped.includes(protocol.name) || protocol.name === 'model-list') {
          assert.deepEqual([typeof body.error.code, typeof body.error.type], ['string', 'string'], code);
        }
        if (googleShaped.includes(protocol.name)) {
          assert.deepEqual([body.error.code, typeof body.error.status], [status, 'string'], code);
        }
      }
    }
    const list = protocols.find(({ name }) => name === 'model-list') as Protocol;
    const { body } = write(list, 'unknown_model', { 'x-goog-api-key': 'k' });
    assert.deepEqual([body.error.code, body.error.status], [404, 'NOT_FOUND']);
  });

  it('have no status that SDKs retry where a retry cannot help', () => {
    const synchronous = protocols.filter(({ name }) => /^(openai|openrouter|gemini)/.test(name));
    assert.ok(synchronous.length >= 4);
    for (const protocol of synchronous) {
      const retried = codes.filter((code) => isRetried(protocol.failures[code].status));
      const wrong = retried.filter((code) => !mayBeRetried.includes(code));
      assert.deepEqual(wrong, [], protocol.name);
    }
  });
});
