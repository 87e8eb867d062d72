import assert from 'node:assert/strict';
import test from 'node:test';
import { isModeration } from './moderation.ts';
import { refusedTask } from './task-failure.ts';

const codeOf = (status: number, body: unknown) => refusedTask(status, JSON.stringify(body)).code;

test("what an upstream refuses for the channel's own sake is no moderation of what the client asked", () => {
  for (const [status, error, code] of [
    [403, 'Your API key has been blocked for safety policy violations', 'upstream_denied'],
    [403, 'This account is blocked: it violated the content policy', 'upstream_denied'],
    [403, 'Sorry, you have been blocked', 'upstream_denied'],
    [403, 'image generation is prohibited on your plan', 'upstream_denied'],
    [403, 'insufficient balance', 'upstream_denied'],
    [403, 'You have been banned for violations of our content policy', 'upstream_denied'],
    [403, 'Sorry, your organization is disabled: usage policy violation', 'upstream_denied'],
    [403, 'We have suspended your account due to prohibited content', 'upstream_denied'],
    [403, 'API key sk-a…z blocked by moderation', 'upstream_denied'],
    [403, 'The API key you sent is disabled (content policy)', 'upstream_denied'],
    [403, 'This user has been banned for prohibited content', 'upstream_denied'],
    [403, 'IP address 203.0.113.7 is blocked by our safety system', 'upstream_denied'],
    [403, 'Access denied: images are blocked', 'upstream_denied'],
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
      'IMAGE_SAFETY',
      'no image: finishReason IMAGE_SAFETY',
      'blockReason: SAFETY',
      'blockReason: "PROHIBITED_CONTENT"',
      'Blocked by moderation',
      'Request rejected: flagged by moderation',
      'Your request was rejected due to policy violation',
      'Content violates usage policy (plan: free)',
      'Unsafe output detected',
      'Your prompt violates our content policy. Repeated violations may lead to account suspension.',
      'Your account may be suspended if you go on asking for prohibited content',
      'Users may not ask for images of sensitive content',
      'User prompt violates the content policy',
      '"prompt" contains sensitive words in the image',
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

const prompts = [
  'a golden key on a table',
  'your account is blocked',
  'This API key has been suspended: "access denied"',
  "the king's keys' plan",
  'account',
];

test("a prompt that an upstream quotes is no word of the upstream's, whatever it says", () => {
  for (const prompt of prompts) {
    for (const message of [
      `Prompt "${prompt}" violates the content policy`,
      `Prompt '${prompt}' violates the content policy`,
      `“${prompt}” violates the content policy`,
      `"${prompt}" violates the content policy`,
      `Content violates usage policy: ${prompt}`,
      `The prompt ${prompt} contains sensitive content`,
    ]) {
      assert.equal(codeOf(403, { error: message }), 'content_blocked', message);
      const body = { code: 403, message: 'Content violates usage policy', data: { error: message } };
      assert.equal(codeOf(403, body), 'content_blocked', message);
    }
  }
  const quoting = 'Your key may not draw "blocked images of prohibited content, nsfw"';
  assert.equal(codeOf(403, { error: quoting }), 'upstream_denied');
  const spelling = `input.prompt: 'nsfw, a content_policy' is too long`;
  assert.equal(codeOf(400, { code: 400, message: spelling }), 'upstream_rejected');
});

test('names of members and the request an upstream repeats are not what it says', () => {
  const blocked = { account: null, key: '…', plan: { permissions: [] }, ip: '203.0.113.7' };
  assert.equal(codeOf(403, { ...blocked, error: { message: 'Content violates policy' } }), 'content_blocked');
  const echo = {
    content_policy: 'v2',
    error: 'unknown resolution',
    input: { prompt: 'nsfw content', error: 'nsfw content' },
    detail: [{ type: 'enum', loc: ['body', 'nsfw'], msg: 'not one of 1K, 2K', input: 'sensitive content' }],
  };
  assert.equal(codeOf(422, echo), 'upstream_rejected');
  for (const said of [
    { error: { code: 'content_policy_violation', message: 'no' } },
    { data: { failCode: 'CONTENT_VIOLATION', failMsg: '' } },
    { detail: [{ msg: 'The prompt contains sensitive words' }] },
    { promptFeedback: { blockReason: 'SAFETY' } },
    { errors: ['Content violates policy'] },
    { error_message: 'Content violates policy' },
  ]) {
    assert.equal(codeOf(400, said), 'content_blocked', JSON.stringify(said));
  }
  assert.equal(refusedTask(403, 'Content violates policy').code, 'content_blocked');
});

test('a message of any length is read in no time', () => {
  for (const piece of [
    "' a",
    " 'a",
    '“',
    '"',
    "a'a",
    "'a'b ",
    'your key ',
    'image ',
    'sorry ',
    'your key 1',
  ]) {
    const startedMs = performance.now();
    refusedTask(
      403,
      JSON.stringify({ error: `${piece}${piece.trim().repeat(100_000)}${piece.repeat(200_000)}` }),
    );
    assert.ok(performance.now() - startedMs < 2_000, piece);
  }
});
