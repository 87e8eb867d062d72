import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { type Ask, ask, at, partsOf, prompt } from '../testing/ask-emulator.ts';

const tiny = '#emulate(size, width=16, height=16)';
const sse: Ask = { method: 'streamGenerateContent?alt=sse' };

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());

function eventsOf(text: string, end = '\n\n'): unknown[] {
  assert.ok(text.endsWith(end), 'the last event is closed by an empty line');
  return text
    .slice(0, -end.length)
    .split(end)
    .map((event) => {
      assert.match(event, /^data: \{/);
      return JSON.parse(event.slice('data: '.length)) as unknown;
    });
}

test('a plain answer has the fields of a GenerateContentResponse in their order', async () => {
  const answered = await ask(emulator, prompt(`a fox ${tiny}`), { model: 'gemini-2.5-flash-image' });
  assert.equal(answered.headers.get('content-length'), String(answered.text.length));
  const body = answered.json() as object;
  assert.deepEqual(Object.keys(body), ['candidates', 'usageMetadata', 'modelVersion', 'responseId']);
  assert.deepEqual(Object.keys(at(body, 'candidates.0') as object), ['content', 'finishReason', 'index']);
  assert.equal(at(body, 'candidates.0.finishReason'), 'STOP');
  assert.equal(at(body, 'modelVersion'), 'gemini-2.5-flash-image');
  assert.deepEqual(partsOf(body).map(Object.keys), [['inlineData']]);
});

test('asked for text as well, the model writes before it draws; 3.x models sign the picture', async () => {
  const answered = await ask(emulator, prompt(`a fox ${tiny}`, { responseModalities: ['TEXT', 'IMAGE'] }));
  assert.deepEqual(partsOf(answered.json()).map(Object.keys), [['text'], ['inlineData', 'thoughtSignature']]);
});

test('every answer has an id of its own, the same picture and the same usage', async () => {
  const [one, other] = (await Promise.all([1, 2].map(() => ask(emulator, prompt(`a fox ${tiny}`))))).map(
    (answered) => answered.json(),
  );
  assert.notEqual(at(one, 'responseId'), at(other, 'responseId'));
  assert.deepEqual(partsOf(one), partsOf(other));
  assert.deepEqual(at(one, 'usageMetadata'), at(other, 'usageMetadata'));
});

test('usage keeps the observed invariants for every model, tier and thinking level', async () => {
  const cases: [model: string, config: object, imageTokens: number, thoughts: [number, number]][] = [
    ['gemini-2.5-flash-image', {}, 1290, [0, 0]],
    ['gemini-3-pro-image', { imageConfig: { imageSize: '4K' } }, 2000, [50, 400]],
    ['gemini-3-pro-image', { imageConfig: { imageSize: '2K' } }, 1120, [50, 400]],
    ['gemini-3.1-flash-image', { imageConfig: { imageSize: '512' } }, 747, [0, 0]],
    [
      'gemini-3.1-flash-image',
      { imageConfig: { imageSize: '4K' }, thinkingConfig: { thinkingLevel: 'HIGH' } },
      2520,
      [700, 800],
    ],
    ['gemini-nano-banana-2.1', { imageConfig: { imageSize: '2K' } }, 1680, [200, 400]],
  ];
  for (const [model, config, imageTokens, [fewest, most]] of cases) {
    const body = (await ask(emulator, prompt(`a red fox ${tiny}`, config), { model })).json();
    const count = (name: string) => Number(at(body, `usageMetadata.${name}`) ?? 0);
    const thoughts = count('thoughtsTokenCount');
    assert.deepEqual(at(body, 'usageMetadata.candidatesTokensDetails'), [
      { modality: 'IMAGE', tokenCount: imageTokens },
    ]);
    assert.equal(
      count('totalTokenCount'),
      count('promptTokenCount') + count('candidatesTokenCount') + thoughts,
    );
    const surplus = count('candidatesTokenCount') - imageTokens;
    assert.ok(surplus >= 88 && surplus <= 630, `${model}: surplus ${surplus}`);
    assert.ok(thoughts >= fewest && thoughts <= most, `${model}: thoughts ${thoughts}`);
  }
});

test('the prompt is counted without directives, every reference with 258 tokens', async () => {
  const data =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
  const inlineData = { mimeType: 'image/png', data };
  const body = { contents: [{ parts: [{ text: `12345678 ${tiny}` }, { inlineData }, { inlineData }] }] };
  const usage = at((await ask(emulator, body)).json(), 'usageMetadata');
  assert.equal(at(usage, 'promptTokenCount'), 2 + 516);
  assert.deepEqual(at(usage, 'promptTokensDetails'), [
    { modality: 'TEXT', tokenCount: 2 },
    { modality: 'IMAGE', tokenCount: 516 },
  ]);
});

test('search grounding is reported when the tool was given', async () => {
  const config = { responseModalities: ['TEXT', 'IMAGE'] };
  const body = { ...prompt(`the weather in Oslo ${tiny}`, config), tools: [{ googleSearch: {} }] };
  const grounding = at((await ask(emulator, body)).json(), 'candidates.0.groundingMetadata');
  assert.deepEqual(at(grounding, 'webSearchQueries'), ['the weather in Oslo']);
  assert.ok(Array.isArray(at(grounding, 'groundingChunks')));
});

test('images alone are none together with search, as Google documents it', async () => {
  const tools = [{ googleSearch: {} }];
  const config = (...responseModalities: string[]) => ({
    ...prompt(`the weather in Oslo ${tiny}`, { responseModalities }),
    tools,
  });
  const finishOf = async (body: object) =>
    at((await ask(emulator, body)).json(), 'candidates.0.finishReason');
  assert.equal(await finishOf(config('IMAGE')), 'NO_IMAGE');
  assert.equal(await finishOf(config('TEXT', 'IMAGE')), 'STOP');
});

test('a stream has words in pieces, the picture in one event, a last event with the reason, and no [DONE]', async () => {
  const config = { responseModalities: ['TEXT', 'IMAGE'] };
  const answered = await ask(emulator, prompt(`a fox over a hill ${tiny}`, config), sse);
  assert.equal(answered.headers.get('content-type'), 'text/event-stream');
  assert.equal(answered.headers.get('content-disposition'), 'attachment');
  const events = eventsOf(answered.text);
  const parts = events.map((event) => partsOf(event)[0]);
  assert.equal(parts.filter((part) => part?.inlineData).length, 1);
  assert.ok(parts.filter((part) => part?.text).length >= 2);
  assert.deepEqual(at(events.at(-1), 'candidates'), [
    { content: { role: 'model' }, finishReason: 'STOP', index: 0 },
  ]);
  assert.doesNotMatch(answered.text, /\[DONE\]|^event:/m);
  const totals = events.map((event) => Number(at(event, 'usageMetadata.totalTokenCount')));
  assert.deepEqual(
    totals,
    [...totals].sort((one, other) => one - other),
    'usage only grows',
  );
  assert.equal(new Set(events.map((event) => at(event, 'responseId'))).size, 1);
});

test('events may end with CRLF', async () => {
  const answered = await ask(emulator, prompt(`a fox ${tiny} #emulate(crlf)`), sse);
  assert.equal(eventsOf(answered.text, '\r\n\r\n').length, 2);
});

test('a stream can end as relays end it: with [DONE], or without a last blank line', async () => {
  const done = (await ask(emulator, prompt(`a fox ${tiny} #emulate(stream, done)`), sse)).text;
  assert.ok(done.endsWith('\n\ndata: [DONE]\n\n'));
  assert.equal(eventsOf(done.replace('data: [DONE]\n\n', '')).length, 2);
  const open = (await ask(emulator, prompt(`a fox ${tiny} #emulate(stream, unterminated)`), sse)).text;
  assert.ok(open.endsWith('}'));
  assert.equal(eventsOf(`${open}\n\n`).length, 2);
});

test('a stream can be a JSON array although events were asked for', async () => {
  const answered = await ask(emulator, prompt(`a fox ${tiny} #emulate(stream, array)`), sse);
  assert.equal(answered.headers.get('content-type'), 'application/json; charset=UTF-8');
  assert.equal(answered.headers.get('content-disposition'), null);
  assert.equal((answered.json() as unknown[]).length, 2);
});

test('without alt=sse the stream is one JSON array, and so is its error', async () => {
  const options: Ask = { method: 'streamGenerateContent' };
  const answered = await ask(emulator, prompt(`a fox ${tiny}`), options);
  assert.equal(answered.headers.get('content-type'), 'application/json; charset=UTF-8');
  assert.equal((answered.json() as unknown[]).length, 2);
  const refused = await ask(emulator, prompt('a #emulate(status, 503)'), options);
  assert.equal(refused.status, 503);
  assert.equal(at(refused.json(), '0.error.code'), 503);
});

test('a blocked prompt is a stream of one event', async () => {
  const [only, ...more] = eventsOf((await ask(emulator, prompt('a #emulate(block, SAFETY)'), sse)).text);
  assert.deepEqual(at(only, 'promptFeedback'), { blockReason: 'SAFETY' });
  assert.equal(more.length, 0);
});
