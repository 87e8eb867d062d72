import assert from 'node:assert/strict';
import test from 'node:test';
import { isModeration, refusedTask } from './task-failure.ts';

const codeOf = (status: number, body: unknown) => refusedTask(status, JSON.stringify(body)).code;

test("what an upstream refuses for the channel's own sake is no moderation of what the client asked", () => {
  for (const [status, error, code] of [
    [403, 'Your API key has been blocked for safety policy violations', 'upstream_denied'],
    [403, 'This account is blocked: it violated the content policy', 'upstream_denied'],
    [403, 'Sorry, you have been blocked', 'upstream_denied'],
    [403, 'image generation is prohibited on your plan', 'upstream_denied'],
    [403, 'insufficient balance', 'upstream_denied'],
    [400, 'input.resolution: value is case sensitive', 'upstream_rejected'],
    [400, 'Missing required field: input.prompt', 'upstream_rejected'],
    [422, 'aspect_ratio violates the enum', 'upstream_rejected'],
    [401, 'content violates policy', 'upstream_denied'],
    [402, 'prompt blocked: insufficient credits', 'upstream_denied'],
  ] as const) {
    assert.equal(codeOf(status, { error }), code, error);
    assert.equal(codeOf(status, { code: status, message: error, data: null }), code, error);
  }
});

test('moderation is told by its codes and by words about a content, with every status upstreams use for it', () => {
  for (const status of [400, 403, 422]) {
    for (const words of [
      'Content violates usage policy',
      'content was blocked by the safety policy',
      'The prompt contains sensitive words',
      'Prohibited content in the uploaded image',
      'Your request was rejected by our safety system',
      'NSFW content detected',
      'CONTENT_VIOLATION',
      'InputImageSensitiveContentDetected',
      'ProhibitedContentDetected',
      'prompt_blocked',
      'sensitive_words_detected',
      'content_policy_violation',
    ]) {
      assert.equal(codeOf(status, { code: status, message: words, data: null }), 'content_blocked', words);
    }
  }
});

test('every moderation code of both generations of generateTask is known, and no other code is one', () => {
  for (const code of [
    ...['CONTENT_VIOLATION', 'NSFW_DETECTED', 'SensitiveContent', 'SensitiveContentDetected', 'NSFW'],
    ...[
      'InputImageSensitiveContentDetected',
      'InputOutputSensitiveContentDetected',
      'ProhibitedContentDetected',
    ],
  ]) {
    assert.equal(isModeration(code), true, code);
  }
  for (const code of [
    ...['PROMPT_TOO_LONG', 'INVALID_PROMPT', 'INVALID_IMAGE_URL', 'IMAGE_TOO_LARGE', 'UNSUPPORTED_FORMAT'],
    ...['IMAGE_DOWNLOAD_FAILED', 'PROCESSING_TIMEOUT', 'MODEL_UNAVAILABLE', 'GENERATION_FAILED'],
    ...['INSUFFICIENT_CREDITS', 'PromptLengthExceeded'],
  ]) {
    assert.equal(isModeration(code), false, code);
  }
});
