import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createIntake } from '../../src/archive/intake.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { Failure, type FailureCode } from '../../src/generation/failure.ts';
import type { UpstreamModel } from '../../src/generation/model.ts';
import type { Provider } from '../../src/generation/provider.ts';
import { createOutbound, type Outbound } from '../../src/lib/outbound.ts';
import { discoverProviders, providerWork, type WorkWish } from './provider-work.test.kit.ts';
import { quickPolls, serve, type TestServer } from './relay.test.kit.ts';

interface Answer {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value) });
const html = (status: number): Answer => ({ status, body: '<html>gateway</html>' });

describe('what becomes of an answer that is none', async () => {
  const providers = new Map((await discoverProviders()).map((provider) => [provider.name, provider]));
  const catalog = createCatalog(shippedModels, shippedUpstreamModels);
  let server: TestServer;
  let outbound: Outbound;
  let nowMs = Date.now();
  let seen: string[] = [];
  let answer: (url: string) => Answer;
  before(async () => {
    outbound = createOutbound({ allow: ['127.0.0.0/8'] });
    server = await serve((request, response) => {
      seen.push(request.url ?? '');
      const { status = 200, body, headers } = answer(request.url ?? '');
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
  });
  after(() => {
    outbound.close();
    server.close();
  });

  const clock = { now: () => nowMs };
  const providerOf = (name: string) => providers.get(name) as Provider;
  const upstreamOf = (provider: Provider): UpstreamModel => {
    const [model] = shippedModels.filter(({ name }) => name === 'nano-banana-2');
    assert.ok(model);
    const [id = ''] = provider.upstreamIds?.(model) ?? model.upstreamIds;
    return catalog.upstream(id) as UpstreamModel;
  };
  const failureOf = async (
    name: string,
    answers: (url: string) => Answer,
    wish: Partial<WorkWish> = {},
  ): Promise<Failure> => {
    seen = [];
    answer = answers;
    const provider = providerOf(name);
    const model = upstreamOf(provider);
    const work = providerWork(provider, { outbound, baseUrl: server.url, model, clock, ...wish });
    try {
      await provider.generate(work);
    } catch (error) {
      assert.ok(error instanceof Failure, String(error));
      return error;
    }
    return assert.fail('it delivered');
  };

  /** Each with its own words for a failure. */
  const submitting = {
    'generate-task': { code: 500, message: 'failed' },
    'model-generation': { error: 'failed' },
    'openai-compatible': { error: { message: 'failed', code: 'failed' } },
  };

  for (const [name, ownWords] of Object.entries(submitting)) {
    it(`${name}: a timeout leaves the outcome unknown whoever tells of it, a refusal in the gateway's own words does not`, async () => {
      const cases: readonly (readonly [Answer, boolean])[] = [
        [html(408), true],
        [json(ownWords, 408), true],
        [json(ownWords, 504), true],
        [html(504), true],
        [html(524), true],
        [html(502), true],
        [json({ message: 'An invalid response was received from the upstream server' }, 502), true],
        [json({}, 202), true],
        [json(ownWords, 500), false],
        [json(ownWords, 503), false],
        [json(ownWords, 400), false],
        [html(429), false],
      ];
      for (const [given, isUnknown] of cases) {
        const failure = await failureOf(name, () => given);
        assert.equal(failure.outcomeUnknown, isUnknown, `${given.status} ${given.body}`);
        assert.equal(failure.upstreamStatus, given.status);
      }
    });
  }

  it('generate-task: a 504 inside a 200 leaves the outcome unknown, too', async () => {
    const failure = await failureOf('generate-task', () => json({ code: 504, message: 'timeout' }));
    assert.deepEqual([failure.code, failure.outcomeUnknown], ['upstream_timeout', true]);
  });

  for (const [code, error_message, failed] of [
    // As the contract's table names them (contracts §2.5); none of them is a timeout.
    [5_001_095, 'internal generation error', 'upstream_unavailable'],
    [5_001_096, 'result parsing error', 'upstream_truncated'],
    [5_001_097, 'HTTP error response', 'upstream_unavailable'],
    [5_001_098, 'synchronous generation error', 'upstream_unavailable'],
  ] as const) {
    it(`model-generation: a task that failed with ${code} is ${failed}, and known to have failed`, async () => {
      const task = { id: 't', status: 'failed', error: { code, error_message } };
      const failure = await failureOf('model-generation', () => json(task));
      assert.deepEqual([failure.code, failure.outcomeUnknown], [failed, false]);
    });
  }

  it("every task gateway: its words about the channel's key, or about spelling, are no moderation of the prompt", async () => {
    const words = {
      'generate-task': (code: number, message: string) => ({ code, message, data: null }),
      'model-generation': (_code: number, error: string) => ({ error }),
    };
    for (const [name, wordsOf] of Object.entries(words)) {
      for (const [status, said, code] of [
        [403, 'Your API key has been blocked for safety policy violations', 'upstream_denied'],
        [400, 'input.resolution: value is case sensitive', 'upstream_rejected'],
        [403, 'Content violates usage policy', 'content_blocked'],
      ] as const) {
        const failure = await failureOf(name, () => json(wordsOf(status, said), status));
        assert.equal(failure.code, code, `${name}: ${said}`);
      }
    }
  });

  for (const [code, failed] of [
    [404, 'upstream_rejected'],
    [401, 'upstream_denied'],
  ] as const) {
    it(`generate-task: a ${code} inside a 200 to a question is believed the third time, like a status`, async () => {
      const submitted = json({ code: 200, data: { taskId: 't' } });
      const refused = json({ code, message: 'no such task', data: null });
      const answers = (url: string) => (url.includes('/statusTask/') ? refused : submitted);
      const failure = await failureOf('generate-task', answers, { settings: quickPolls, timeoutMs: 5_000 });
      assert.deepEqual([failure.code, failure.outcomeUnknown], [failed, true]);
      assert.match(failure.internal ?? '', /no such task/);
      assert.equal(seen.length, 4);
    });
  }

  it('every provider waits as long as the head of a refusal asks, and Google’s own as long as its body does', async () => {
    const limited: Answer = { status: 429, headers: { 'retry-after': '30' }, body: '{"error":"slow down"}' };
    for (const name of providers.keys()) {
      assert.equal((await failureOf(name, () => limited)).retryAfterMs, 30_000, name);
    }
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' }];
    const told = { ...limited, body: JSON.stringify({ error: { code: 429, details } }) };
    assert.equal((await failureOf('gemini-api', () => told)).retryAfterMs, 7_000);
  });

  it('a result that cannot be written here is our failure: asked for once, and nowhere else', async () => {
    const images = createIntake(path.join(os.tmpdir(), 'plantain-no-such-folder'), 'suite');
    const result = json({ data: [{ url: `${server.url}/result.png` }] });
    const failure = await failureOf('openai-compatible', () => result, { images });
    assert.deepEqual([failure.code, failure.retry], ['archive_unavailable', 'never']);
    assert.match(failure.internal ?? '', /ENOENT/);
    assert.equal(seen.filter((url) => url === '/result.png').length, 1);
  });

  const refusal = { code: 429, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' };
  const bodies: readonly (readonly [string, string, unknown, FailureCode])[] = [
    ['gemini-api', 'an error behind a 200', { error: refusal }, 'upstream_rate_limited'],
    ['gemini-api', 'an error in an array', [{ candidates: [] }, { error: refusal }], 'upstream_rate_limited'],
    ['gemini-api', 'an error without a code', { error: { message: 'broken' } }, 'upstream_unavailable'],
    ['gemini-api', 'a sentence as error', { error: 'broken' }, 'upstream_unavailable'],
    ['openai-compatible', 'a sentence as error', { error: 'broken' }, 'upstream_unavailable'],
    ['openai-compatible', 'an error behind a 200', { error: { code: 429 } }, 'upstream_rate_limited'],
  ];
  for (const [name, what, body, code] of bodies) {
    it(`${name}: ${what} is the failure it says`, async () => {
      assert.equal((await failureOf(name, () => json(body))).code, code);
    });
  }

  it('model-generation: a status nobody knows is asked for until the time is over, and named', async () => {
    const task = { id: 't1', status: 'moderating' };
    const asked = () => {
      nowMs += 5_000;
      return json(task);
    };
    const failure = await failureOf('model-generation', asked, { settings: quickPolls });
    assert.deepEqual([failure.code, failure.outcomeUnknown], ['upstream_timeout', true]);
    assert.match(failure.internal ?? '', /moderating/);
    assert.equal(seen.length, 4, 'submitted and asked for until 20 seconds were over');
  });

  it('one try has one time for all it does: a download is not begun after it', async () => {
    const done = { taskId: 't', state: 'success', resultJson: { resultUrls: [`${server.url}/result.png`] } };
    const failure = await failureOf(
      'generate-task',
      (url) => {
        if (url.startsWith('/api/v1/statusTask')) nowMs += 30_000;
        return json({ code: 200, data: done });
      },
      { settings: quickPolls },
    );
    assert.equal(failure.code, 'upstream_timeout');
    assert.deepEqual(
      seen.filter((url) => url === '/result.png'),
      [],
    );
  });

  it('an answer to a count that is no JSON is the upstream’s failure', async () => {
    seen = [];
    answer = () => html(200);
    const provider = providerOf('gemini-api');
    const model = upstreamOf(provider);
    const work = providerWork(provider, { outbound, baseUrl: server.url, model, clock });
    const body = { skeleton: { contents: [] }, spools: [] };
    await assert.rejects(
      async () => provider.countTokens?.({ ...work, body, isNative: true }),
      (error: Failure) => error.code === 'upstream_truncated',
    );
  });
});
