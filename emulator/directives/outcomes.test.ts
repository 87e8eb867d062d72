import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { type Answered, ask, at, messageOf, partsOf, prompt } from '../testing/ask-emulator.ts';
import { finishReasons } from './reasons.ts';

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());

const tiny = '#emulate(size, width=16, height=16)';
const emulate = (directive: string, rest = ''): Promise<Answered> =>
  ask(emulator, prompt(`a fox #emulate(${directive}) ${rest}`));

test('status: a 429 with retry has the quota message and Help, QuotaFailure and RetryInfo', async () => {
  const answered = await emulate('status, code=429, retry=3s');
  assert.equal(answered.status, 429);
  const body = answered.json();
  assert.equal(at(body, 'error.status'), 'RESOURCE_EXHAUSTED');
  assert.match(
    String(at(body, 'error.message')),
    /^You exceeded your current quota.*\n\* Quota exceeded for metric: .*\nPlease retry in 3s\.$/,
  );
  const details = at(body, 'error.details') as Record<string, unknown>[];
  const types = details.map((detail) => String(detail['@type']).split('.').at(-1));
  assert.deepEqual(types, ['Help', 'QuotaFailure', 'RetryInfo']);
  assert.equal(details[2]?.retryDelay, '3s');
});

test('status: a 429 without retry is the short form without details', async () => {
  const body = (await emulate('status, code=429')).json();
  assert.deepEqual(body, {
    error: {
      code: 429,
      message: 'Resource has been exhausted (e.g. check quota).',
      status: 'RESOURCE_EXHAUSTED',
    },
  });
});

test("status: every code has Google's status name, and the message can be replaced", async () => {
  const names: [code: number, name: string][] = [
    [400, 'INVALID_ARGUMENT'],
    [401, 'UNAUTHENTICATED'],
    [402, 'RESOURCE_EXHAUSTED'],
    [403, 'PERMISSION_DENIED'],
    [404, 'NOT_FOUND'],
    [418, 'INVALID_ARGUMENT'],
    [500, 'INTERNAL'],
    [502, 'INTERNAL'],
    [503, 'UNAVAILABLE'],
    [504, 'DEADLINE_EXCEEDED'],
  ];
  for (const [code, name] of names) {
    const answered = await emulate(`status, code=${code}, message="no (really), no"`);
    assert.equal(answered.status, code);
    assert.deepEqual(answered.json(), { error: { code, message: 'no (really), no', status: name } });
  }
});

test('status: a quota of the free tier has a limit of 0 and a delay of its own', async () => {
  const { error } = (await emulate('status, code=429, tier=free')).json() as { error: object };
  assert.match(String(at(error, 'message')), /free_tier_requests, limit: 0, model: .*\nPlease retry in 54\./);
  const [violation] = at(error, 'details.1.violations') as Record<string, unknown>[];
  assert.equal(violation?.quotaId, 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier');
  assert.equal(violation?.quotaValue, undefined);
  assert.equal(at(error, 'details.2.retryDelay'), '54s');
});

test('status: a reason comes as ErrorInfo with its sentence, a failed precondition is about the country', async () => {
  for (const [reason, sentence] of [
    [
      'SERVICE_DISABLED',
      /^Generative Language API has not been used in project \d+ before or it is disabled/,
    ],
    [
      'API_KEY_SERVICE_BLOCKED',
      /^Requests to this API generativelanguage\.googleapis\.com method .* are blocked/,
    ],
    ['API_KEY_HTTP_REFERRER_BLOCKED', /^Requests from referer <empty> are blocked/],
  ] as const) {
    const answered = await emulate(`status, code=403, reason=${reason}`);
    assert.deepEqual([answered.status, at(answered.json(), 'error.status')], [403, 'PERMISSION_DENIED']);
    assert.match(String(messageOf(answered)), sentence);
    assert.deepEqual(at(answered.json(), 'error.details.0'), {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason,
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com', consumer: 'projects/100000000000' },
    });
  }
  assert.deepEqual((await emulate('status, code=400, status=FAILED_PRECONDITION')).json(), {
    error: {
      code: 400,
      message: 'Image generation is not available in your country',
      status: 'FAILED_PRECONDITION',
    },
  });
});

test('block: a prompt reason gives promptFeedback and no candidates', async () => {
  const body = (await emulate('block, reason=PROHIBITED_CONTENT')).json() as object;
  assert.deepEqual(Object.keys(body), ['promptFeedback', 'usageMetadata', 'modelVersion', 'responseId']);
  assert.deepEqual(at(body, 'promptFeedback'), { blockReason: 'PROHIBITED_CONTENT' });
  assert.equal(at(body, 'usageMetadata.totalTokenCount'), at(body, 'usageMetadata.promptTokenCount'));
});

test('block: the guards of Vertex say what they found, and any text can be given', async () => {
  for (const reason of ['MODEL_ARMOR', 'JAILBREAK']) {
    const feedback = at((await emulate(`block, ${reason}`)).json(), 'promptFeedback');
    assert.equal(at(feedback, 'blockReason'), reason);
    assert.match(String(at(feedback, 'blockReasonMessage')), /^The prompt /);
  }
  const own = (await emulate('block, MODEL_ARMOR, message="Blocked by floor"')).json();
  assert.equal(at(own, 'promptFeedback.blockReasonMessage'), 'Blocked by floor');
});

test('finish: a candidate without content ends for that reason', async () => {
  for (const reason of finishReasons) {
    const body = (await emulate(`finish, reason=${reason}`)).json();
    assert.deepEqual(at(body, 'candidates'), [
      { content: { role: 'model' }, finishReason: reason, index: 0 },
    ]);
  }
  const told = (await emulate('finish, MALFORMED_FUNCTION_CALL, "Malformed function call"')).json();
  assert.equal(at(told, 'candidates.0.finishMessage'), 'Malformed function call');
});

test('relay: an image may stand at an address in fileData, or under inline_data', async () => {
  const inline = Buffer.from(
    String(partsOf((await emulate('relay, inline', tiny)).json()).map((part) => at(part, 'inlineData.data'))),
    'base64',
  );
  const [file] = partsOf((await emulate('relay, file-uri', tiny)).json());
  const fetched = await fetch(String(at(file, 'fileData.fileUri')));
  assert.deepEqual(Buffer.from(await fetched.arrayBuffer()), inline);
  assert.equal(fetched.headers.get('content-type'), at(file, 'fileData.mimeType'));
  const [snake] = partsOf((await emulate('relay, snake-case', tiny)).json());
  assert.deepEqual(Buffer.from(String(at(snake, 'inline_data.data')), 'base64'), inline);
});

test('signature: every signed part has one of that length, of models that sign nothing too', async () => {
  for (const model of ['gemini-3.1-flash-image', 'gemini-2.5-flash-image']) {
    const body = prompt(`a fox #emulate(signature, length=2000000) ${tiny}`);
    const [part] = partsOf((await ask(emulator, body, { model })).json());
    const signature = String(part?.thoughtSignature);
    assert.equal(signature.length, 2_000_000);
    assert.equal(Buffer.from(signature, 'base64').toString('base64'), signature);
  }
  const [words] = partsOf((await emulate('text-only', '#emulate(signature, 8)')).json());
  assert.equal(String(words?.thoughtSignature).length, 8);
});

test('block: an output reason gives a candidate without parts, with a finish message and no charge', async () => {
  for (const reason of ['IMAGE_SAFETY', 'IMAGE_PROHIBITED_CONTENT', 'IMAGE_OTHER']) {
    const body = (await emulate(`block, ${reason.toLowerCase()}`)).json();
    assert.deepEqual(at(body, 'candidates.0.content'), { role: 'model' });
    assert.equal(at(body, 'candidates.0.finishReason'), reason);
    assert.match(
      String(at(body, 'candidates.0.finishMessage')),
      /You will not be charged for blocked images/,
    );
    assert.equal(at(body, 'usageMetadata.candidatesTokenCount'), undefined);
  }
  assert.equal(
    at((await emulate('block, PROHIBITED_CONTENT, of=output')).json(), 'candidates.0.finishReason'),
    'PROHIBITED_CONTENT',
  );
});

test('block: a recitation has empty parts', async () => {
  const body = (await emulate('block, reason=IMAGE_RECITATION')).json();
  assert.deepEqual(at(body, 'candidates.0.content.parts'), []);
});

test('no-image, max-tokens and parts-null come without an image', async () => {
  assert.equal(at((await emulate('no-image')).json(), 'candidates.0.finishReason'), 'NO_IMAGE');
  const truncated = (await emulate('max-tokens')).json();
  assert.equal(at(truncated, 'candidates.0.finishReason'), 'MAX_TOKENS');
  assert.equal(at(truncated, 'usageMetadata.candidatesTokenCount'), 32_768);
  const empty = (await emulate('parts-null')).json();
  assert.equal(at(empty, 'candidates.0.content.parts'), null);
  assert.equal(at(empty, 'candidates.0.finishReason'), 'STOP');
});

test('text-only answers in words with STOP', async () => {
  const body = (await emulate('text-only, "I would rather not."')).json();
  assert.equal(at(body, 'candidates.0.finishReason'), 'STOP');
  assert.deepEqual(
    partsOf(body).map(({ text }) => text),
    ['I would rather not.'],
  );
});

test('multi: unflagged drafts are ordinary signed parts and charged, flagged ones are thoughts and free', async () => {
  const unflagged = (await emulate('multi, count=3', tiny)).json();
  assert.deepEqual(partsOf(unflagged).map(Object.keys), Array(3).fill(['inlineData', 'thoughtSignature']));
  assert.equal(at(unflagged, 'usageMetadata.candidatesTokensDetails.0.tokenCount'), 3 * 1120);
  const flagged = (await emulate('multi, count=3, flagged=true', tiny)).json();
  assert.deepEqual(
    partsOf(flagged).map(({ thought }) => thought),
    [true, true, undefined],
  );
  assert.equal(at(flagged, 'usageMetadata.candidatesTokensDetails.0.tokenCount'), 1120);
  const images = partsOf(unflagged).map((part) => at(part, 'inlineData.data'));
  assert.equal(new Set(images).size, 3, 'drafts are other pictures');
});

test('thought and includeThoughts put a thought in words first', async () => {
  const directed = partsOf((await emulate('thought', tiny)).json());
  assert.equal(directed[0]?.thought, true);
  assert.equal(typeof directed[0]?.text, 'string');
  const configured = await ask(emulator, prompt(`a ${tiny}`, { thinkingConfig: { includeThoughts: true } }), {
    model: 'gemini-3-pro-image',
  });
  assert.equal(partsOf(configured.json())[0]?.thought, true);
});

test('order puts words before or after the image', async () => {
  const kinds = async (order: string) =>
    partsOf((await emulate(`order, ${order}`, tiny)).json()).map((part) =>
      part.text === undefined ? 'image' : 'text',
    );
  assert.deepEqual(await kinds('text-first'), ['text', 'image']);
  assert.deepEqual(await kinds('image-first'), ['image', 'text']);
});

test('a modality list of TEXT alone gets words', async () => {
  const body = (await ask(emulator, prompt('a fox', { responseModalities: ['TEXT'] }))).json();
  assert.deepEqual(
    partsOf(body).map((part) => typeof part.text),
    ['string'],
  );
});

test('a bad directive is a 400 that names it, shows how it is written, and lists the known ones', async () => {
  const cases: [directive: string, problem: RegExp][] = [
    ['explode', /"explode" is not a directive/],
    ['status', /status needs code=….* Example: #emulate\(status, code=429, retry=3s\)/],
    ['status, code=200', /status: code must be between 400 and 599/],
    ['status, code=many', /status: code must be a whole number, not "many"/],
    ['block, reason=BOREDOM', /block: reason must be one of PROHIBITED_CONTENT, SAFETY,/],
    ['cut, at=2', /cut: at must be between 0 and 1/],
    ['cut, where=0.5', /cut takes no "where"/],
    ['slow', /slow needs bps=… or ms=…/],
    ['reset, at=noon', /reset: at must be before-head or between 0 and 1/],
    ['size, width=20000, height=1', /size: width must be between 1 and 16384/],
  ];
  for (const [directive, problem] of cases) {
    const answered = await emulate(directive);
    assert.equal(answered.status, 400);
    assert.match(String(messageOf(answered)), problem);
    assert.match(String(messageOf(answered)), /Known directives: status, revoke, file, block, finish,/);
  }
  const unclosed = await ask(emulator, prompt('a fox #emulate status'));
  assert.match(String(messageOf(unclosed)), /is not of the form #emulate\(name, key=value\)/);
});
