import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Channel } from '../channels/channel.ts';
import { Failure } from '../generation/failure.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { noCandidate } from './no-candidate.ts';
import { channelsOf, testRouter } from './routing.test.kit.ts';

const models = { 'nano-banana-2': ['gemini-3.1-flash-image'] };
const mebibyte = 1_048_576;

/** What a request that no channel takes is told. */
function told(
  channels: readonly Channel[],
  request: Partial<GenerationRequest>,
  bytes: number[] = [],
): Failure {
  const { router, wanted } = testRouter(channels);
  const asked = wanted(request, bytes);
  const plan = router.plan(asked);
  assert.deepEqual(plan.candidates, []);
  return noCandidate({ router, channels: () => channels }, asked, plan);
}

const inShort = ({ code, final, message }: Failure) => ({ code, final, message });

describe('a request that no channel takes', () => {
  const direct = channelsOf({ id: 'direct', models });

  it('is final where only another strategy would help, and names it', () => {
    assert.deepEqual(inShort(told(direct, { strategy: 'value' })), {
      code: 'no_channel',
      final: true,
      message:
        'No value channel can do this request, others can. Send x-plantain-strategy: auto, or ask the operator for a value channel that can.',
    });
  });

  it('is final where nothing serves the model, and says so', () => {
    assert.deepEqual(inShort(told(direct, { model: 'nano-banana-pro' })), {
      code: 'no_channel',
      final: true,
      message:
        'No channel can make this model. Ask for something else, or ask the operator for a channel that can.',
    });
  });

  it('is told what each kind of channel cannot do', () => {
    const channels = channelsOf(
      { id: 'low', models, capabilities: { resolutions: ['1K'] } },
      { id: 'low-too', models, capabilities: { resolutions: ['1K'] } },
      { id: 'square', models, capabilities: { aspect_ratios: ['1:1'] } },
    );
    const request = { resolution: '4K', aspectRatio: '16:9' } as const;
    assert.equal(
      told(channels, request).message,
      'No channel can do this request: one has no 4K; one has no 16:9. Ask for something else, or ask the operator for a channel that can.',
    );
    assert.equal(
      told(channels, { ...request, channel: 'low' }).message,
      'The channel "low" cannot do this request: it has no 4K. Ask for something else, leave x-plantain-channel out, or ask the operator for a channel that can.',
    );
  });

  it('may be sent again where a channel that can is only resting', () => {
    const { router, wanted, plan } = testRouter(direct);
    const [way] = plan().candidates;
    assert.ok(way);
    router.enter(way, false)?.leave(new Failure('upstream_rate_limited', { retryAfterMs: 6_000 }), 0);
    const failure = noCandidate({ router, channels: () => direct }, wanted(), plan());
    assert.deepEqual([failure.code, failure.final, failure.retryAfterMs], ['no_channel', false, 6_000]);
  });

  const small = { max_reference_bytes: 7 * mebibyte };

  it('with references over the limit of every channel is refused with that limit', () => {
    const channels = channelsOf(
      { id: 'small', models, capabilities: small },
      { id: 'other', models: { 'nano-banana-pro': ['gemini-3-pro-image'] } },
    );
    assert.deepEqual(inShort(told(channels, {}, [mebibyte, 8 * mebibyte])), {
      code: 'reference_too_large',
      final: false,
      message:
        'No channel can take the reference images: one takes references of at most 7340032 bytes (7 MiB). Send smaller images, or ask the operator for a channel that can.',
    });
    assert.equal(told(channels, { strict: true }, [8 * mebibyte]).code, 'reference_too_large');
  });

  it('with references over the limit of the pinned channel is told so, though another takes them', () => {
    const channels = channelsOf({ id: 'small', models, capabilities: small }, { id: 'large', models });
    assert.deepEqual(inShort(told(channels, { channel: 'small' }, [8 * mebibyte])), {
      code: 'reference_too_large',
      final: false,
      message:
        'The channel "small" cannot take the reference images: it takes references of at most 7340032 bytes (7 MiB). Send smaller images, leave x-plantain-channel out, or ask the operator for a channel that can.',
    });
  });

  it('with a prompt longer than every channel takes is refused with that limit, and no other reason is hidden', () => {
    const terse = { max_prompt_length: 10 };
    const channels = channelsOf({ id: 'terse', models, capabilities: terse });
    const prompt = 'a plantain on a table';
    assert.deepEqual(inShort(told(channels, { prompt })), {
      code: 'invalid_request',
      final: false,
      message:
        'No channel can take the prompt: one takes prompts of at most 10 characters. Send a shorter one, or ask the operator for a channel that can.',
    });
    const low = channelsOf({ id: 'low', models, capabilities: { ...terse, resolutions: ['1K'] } });
    assert.equal(told(low, { prompt, resolution: '4K' }).code, 'no_channel');
  });

  it('blames no size where a channel of another kind takes it, or where smaller images would not help', () => {
    const channels = channelsOf(
      { id: 'small', tier: 'value', models, capabilities: small },
      { id: 'large', models },
    );
    assert.equal(told(channels, { strategy: 'value' }, [8 * mebibyte]).code, 'no_channel');
    const low = channelsOf({ id: 'low', models, capabilities: { ...small, resolutions: ['1K'] } });
    assert.equal(told(low, { resolution: '4K' }, [8 * mebibyte]).code, 'no_channel');
  });

  it('is told of a pinned channel by what there is, however many others there are', () => {
    const foreign = { 'nano-banana-pro': ['gemini-3-pro-image'] };
    const others = Array.from({ length: 101 }, (_, index) => ({ id: `other-${index}`, models: foreign }));
    const low = { id: 'low', models, capabilities: { resolutions: ['1K' as const] } };
    const channels = channelsOf(...others, low);
    const pinned = told(channels, { channel: 'low', resolution: '4K' });
    assert.deepEqual([pinned.code, pinned.param], ['no_channel', undefined]);
    assert.match(pinned.message, /^The channel "low" cannot do this request: it has no 4K\./);
    assert.match(told(channels, { channel: 'other-100' }).message, /"other-100" cannot make this model\./);
    const unknown = told(channels, { channel: 'unknown' });
    assert.deepEqual([unknown.code, unknown.param], ['invalid_request', 'x-plantain-channel']);
  });

  it('does not hear of channels that are for keys of the other mode', () => {
    const sandbox = direct.map((channel): Channel => ({ ...channel, mode: 'test' }));
    assert.equal(told(sandbox, { channel: 'direct' }).code, 'invalid_request');
  });

  it('counts long signatures of a native body to its size, and not as references', () => {
    const channels = channelsOf({ id: 'value', tier: 'value', models, capabilities: { max_references: 1 } });
    const { router, wanted } = testRouter(channels);
    const native = { skeleton: {}, spools: [], answer: 'once' } as const;
    const ids = (signatureBytes: number) =>
      router.plan({ ...wanted({ native }, []), signatureBytes }).candidates.map(({ channel }) => channel.id);
    assert.deepEqual(ids(20 * mebibyte), ['value']);
    assert.deepEqual(ids(101 * mebibyte), []);
  });
});
