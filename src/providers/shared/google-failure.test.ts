import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureCode } from '../../generation/failure.ts';
import { askedWaitMs } from './asked-wait.ts';
import { googleFailure } from './google-failure.ts';

interface Answer {
  readonly status: number;
  readonly word: string;
  readonly message: string;
  readonly info?: object;
}

type Body = { readonly skeleton: unknown } | undefined;
const plain: Body = { skeleton: { contents: [{ parts: [{ text: '"fileUri":"x"' }] }] } };
const naming: Body = { skeleton: { contents: [{ parts: [{ fileData: { fileUri: 'https://x/y' } }] }] } };
const bodies: readonly Body[] = [plain, naming, undefined];

const codeOf = ({ status, word, message, info }: Answer, native: Body) => {
  const details = info ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', ...info }] : [];
  const body = { error: { code: status, message, status: word, details } };
  return googleFailure(status, JSON.stringify(body), native);
};
const denied = (message: string, info?: object): Answer => ({
  status: 403,
  word: 'PERMISSION_DENIED',
  message,
  ...(info ? { info } : {}),
});
const invalid = (message: string, info?: object): Answer => ({
  ...denied(message, info),
  status: 400,
  word: 'INVALID_ARGUMENT',
});
const missing = (message: string): Answer => ({ status: 404, word: 'NOT_FOUND', message });

/** Answer, and the code of it where the body is ours and where it is the client's. */
const clientsOwn: readonly (readonly [Answer, FailureCode, FailureCode])[] = [
  [
    denied('You do not have permission to access the File abc or it may not exist.'),
    'upstream_denied',
    'permission_denied',
  ],
  [denied('The caller does not have permission'), 'upstream_denied', 'permission_denied'],
  [
    denied("Permission 'aiplatform.cachedContents.get' denied on resource", {
      reason: 'IAM_PERMISSION_DENIED',
      metadata: { permission: 'aiplatform.cachedContents.get' },
    }),
    'upstream_denied',
    'permission_denied',
  ],
  [
    invalid(`Invalid JSON payload received. Unknown name "API key" at 'contents[0].parts[0]'`),
    'upstream_rejected',
    'invalid_request',
  ],
  [invalid('Invalid value at "country": "any country"'), 'upstream_rejected', 'invalid_request'],
  [missing('Requested entity was not found.'), 'upstream_model_gone', 'not_found'],
];

const channelsOwn: readonly (readonly [Answer, FailureCode])[] = [
  [denied("Method doesn't allow unregistered callers (callers without …"), 'upstream_denied'],
  [denied('Anything', { reason: 'SERVICE_DISABLED' }), 'upstream_denied'],
  [denied('Anything', { reason: 'API_KEY_SERVICE_BLOCKED' }), 'upstream_denied'],
  [denied('Anything', { reason: 'API_KEY_HTTP_REFERRER_BLOCKED' }), 'upstream_denied'],
  [denied('Anything', { reason: 'BILLING_DISABLED' }), 'upstream_denied'],
  [denied("Permission denied: Consumer 'api_key:x' has been suspended."), 'upstream_denied'],
  [denied('Your API key was reported as leaked. Please use another API key.'), 'upstream_denied'],
  [
    denied('Permission denied', {
      reason: 'IAM_PERMISSION_DENIED',
      metadata: { permission: 'aiplatform.endpoints.predict' },
    }),
    'upstream_denied',
  ],
  [{ status: 403, word: '', message: 'The quota of this token is used up' }, 'upstream_denied'],
  [invalid('API key not valid. Please pass a valid API key.'), 'upstream_denied'],
  [invalid('Anything', { reason: 'API_KEY_INVALID' }), 'upstream_denied'],
  [
    {
      status: 400,
      word: 'FAILED_PRECONDITION',
      message: 'Image generation is not available in your country',
    },
    'upstream_rejected',
  ],
  [
    {
      status: 400,
      word: 'FAILED_PRECONDITION',
      message: 'User location is not supported for the API use.',
    },
    'upstream_rejected',
  ],
  [
    missing('models/m is not found for API version v1beta, or is not supported for generateContent.'),
    'upstream_model_gone',
  ],
  [missing('This model models/m is no longer available.'), 'upstream_model_gone'],
  [missing('Publisher Model `publishers/google/models/m` was not found'), 'upstream_model_gone'],
  [{ status: 404, word: '', message: 'model_not_found' }, 'upstream_model_gone'],
];

test('what Google refuses of a body of the client is the client’s, in Google’s words; of a body of ours the channel’s', () => {
  for (const [answer, ours, theirs] of clientsOwn) {
    assert.equal(codeOf(answer, undefined).code, ours, answer.message);
    const failure = codeOf(answer, naming);
    assert.deepEqual([failure.code, failure.message], [theirs, answer.message]);
  }
});

test('what Google refuses of a credential, a project, a place or a model is the channel’s, whoever wrote the body', () => {
  for (const [answer, code] of channelsOwn) {
    for (const native of bodies) assert.equal(codeOf(answer, native).code, code, answer.message);
  }
});

test('a body that names nothing of others has asked for nothing that is forbidden or not there', () => {
  for (const [answer, ours] of clientsOwn)
    if (answer.status !== 400) assert.equal(codeOf(answer, plain).code, ours, answer.message);
});

test('a refusal in no form of Google’s is no word of Google’s on the body: it is the channel’s, whoever wrote the body', () => {
  for (const [status, said, code] of [
    [400, '<html><head><title>400 Bad Request</title></head></html>', 'upstream_rejected'],
    [400, '', 'upstream_rejected'],
    [400, { error: 'bad request' }, 'upstream_rejected'],
    [400, { error: { message: 'no such channel', type: 'new_api_error', code: '' } }, 'upstream_rejected'],
    [
      400,
      { error: { message: 'Your credit balance is too low', code: 'insufficient_user_quota' } },
      'upstream_denied',
    ],
    [429, { error: { message: 'no money', type: 'insufficient_quota', code: null } }, 'upstream_denied'],
    [400, { error: { message: 'no', code: 'sensitive_words_detected' } }, 'content_blocked'],
    [403, { error: { message: 'Content violates usage policy', code: '' } }, 'content_blocked'],
    [403, { error: { message: 'Your account is blocked: content policy', code: '' } }, 'upstream_denied'],
  ] as const) {
    const body = typeof said === 'string' ? said : JSON.stringify(said);
    for (const native of bodies) assert.equal(googleFailure(status, body, native).code, code, body);
  }
});

test('what relays leave of Google’s form is enough for a refusal to be the client’s', () => {
  const message = 'Request contains an invalid argument.';
  for (const error of [
    { code: 400, message },
    { code: '400', message, type: '' },
    { message, status: 'INVALID_ARGUMENT' },
    { message: '', status: 'INVALID_ARGUMENT' },
  ]) {
    const failure = googleFailure(400, JSON.stringify({ error }), plain);
    assert.equal(failure.code, 'invalid_request', JSON.stringify(error));
    if (error.message) assert.equal(failure.message, message);
    assert.equal(googleFailure(400, JSON.stringify([{ error }]), undefined).code, 'upstream_rejected');
  }
});

test('an upstream that asks to wait for ages is waited for an hour at most, whatever it writes', () => {
  const waitOf = (retryDelay: string, waitMs?: number) => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }];
    return googleFailure(429, JSON.stringify({ error: { code: 429, details } }), undefined, waitMs)
      .retryAfterMs;
  };
  assert.equal(waitOf('34.4s'), 34_400);
  for (const delay of ['86400s', '1732190000000000s', `${'9'.repeat(400)}s`]) {
    assert.equal(waitOf(delay), 3_600_000, delay.slice(0, 20));
  }
  const clock = { now: () => Date.parse('2026-11-21T12:00:00Z') };
  for (const value of ['999999999', 'Fri, 21 Nov 9026 12:00:00 GMT']) {
    assert.equal(askedWaitMs({ 'retry-after': value }, clock), 3_600_000, value);
  }
  assert.equal(askedWaitMs({ 'retry-after': '2' }, clock), 2_000);
});
