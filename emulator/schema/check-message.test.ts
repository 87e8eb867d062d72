import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, messageOf, prompt } from '../testing/ask-emulator.ts';

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());

async function refusal(body: unknown): Promise<string> {
  const answered = await ask(emulator, body);
  assert.equal(answered.status, 400, answered.text);
  return String(messageOf(answered));
}

test("a Vertex-only field is refused in Google's exact words and details", async () => {
  const answered = await ask(
    emulator,
    prompt('a fox', { imageConfig: { imageOutputOptions: { mimeType: 'image/png' } } }),
  );
  const description = `Invalid JSON payload received. Unknown name "imageOutputOptions" at 'generation_config.image_config': Cannot find field.`;
  assert.equal(answered.status, 400);
  assert.equal(answered.headers.get('content-type'), 'application/json; charset=UTF-8');
  assert.deepEqual(answered.json(), {
    error: {
      code: 400,
      message: description,
      status: 'INVALID_ARGUMENT',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: [{ field: 'generation_config.image_config', description }],
        },
      ],
    },
  });
});

test('several unknown names are joined by newlines, with one violation each, in the order of the body', async () => {
  const answered = await ask(emulator, {
    contents: [{ parts: [{ text: 'a' }, { txt: 'b' }] }],
    generation_config: { imageConfig: { personGeneration: 'ALLOW_ALL', numberOfImages: 2 } },
    labels: {},
  });
  const descriptions = [
    `Invalid JSON payload received. Unknown name "txt" at 'contents[0].parts[1]': Cannot find field.`,
    `Invalid JSON payload received. Unknown name "personGeneration" at 'generation_config.image_config': Cannot find field.`,
    `Invalid JSON payload received. Unknown name "numberOfImages" at 'generation_config.image_config': Cannot find field.`,
    `Invalid JSON payload received. Unknown name "labels": Cannot find field.`,
  ];
  assert.equal(messageOf(answered), descriptions.join('\n'));
  const { error } = answered.json() as { error: { details: { fieldViolations: object[] }[] } };
  assert.deepEqual(error.details[0]?.fieldViolations, [
    { field: 'contents[0].parts[1]', description: descriptions[0] },
    { field: 'generation_config.image_config', description: descriptions[1] },
    { field: 'generation_config.image_config', description: descriptions[2] },
    { description: descriptions[3] },
  ]);
});

test('a bad enum value names the field, its type and the value', async () => {
  assert.equal(
    await refusal(prompt('a', { thinkingConfig: { thinkingLevel: 'bogus' } })),
    `Invalid value at 'generation_config.thinking_config.thinking_level' (type.googleapis.com/google.ai.generativelanguage.v1beta.ThinkingConfig.ThinkingLevel), "bogus"`,
  );
});

test('values of the wrong JSON type are refused as proto JSON refuses them', async () => {
  const part = (value: object) => ({ contents: [{ parts: [value] }] });
  assert.equal(
    await refusal(part({ text: 5 })),
    `Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), 5`,
  );
  assert.equal(
    await refusal(part({ text: ['a'] })),
    `Invalid JSON payload received. Unknown name "text" at 'contents[0].parts[0]': Proto field is not repeating, cannot start list.`,
  );
  assert.equal(
    await refusal(part({ text: { a: 1 } })),
    `Invalid value at 'contents[0].parts[0]' (text), Starting an object on a scalar field`,
  );
  assert.equal(
    await refusal(part({ inlineData: { mimeType: 'image/png', data: '!!!' } })),
    `Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), Base64 decoding failed for "!!!"`,
  );
  assert.equal(
    await refusal(part({ text: 'a', fileData: { fileUri: 'x' } })),
    `Invalid value at 'contents[0].parts[0]' (oneof), oneof field 'data' is already set. Cannot set 'fileData'`,
  );
});

test('every field may be written in snake_case and enums in any case', async () => {
  const answered = await ask(emulator, {
    contents: { parts: { text: 'a fox #emulate(size, width=8, height=8)' } },
    system_instruction: { parts: [{ text: 'be kind' }] },
    safety_settings: [{ category: 'harm_category_harassment', threshold: 'off' }],
    generation_config: {
      response_modalities: ['Image'],
      image_config: { aspect_ratio: '16:9', image_size: '2K' },
      thinking_config: { thinking_level: 'high', include_thoughts: false },
      candidate_count: '1',
    },
    service_tier: 'flex',
  });
  assert.equal(answered.status, 200, answered.text);
  assert.equal(answered.headers.get('x-gemini-service-tier'), 'flex');
});

test('everything a real client sends beside images passes the schema', async () => {
  const answered = await ask(emulator, {
    contents: [
      { role: 'user', parts: [{ text: 'draw a fox' }] },
      {
        role: 'model',
        parts: [
          { text: 'thinking', thought: true },
          { text: 'done', thoughtSignature: 'EjQK' },
        ],
      },
      { role: 'user', parts: [{ text: 'again #emulate(size, width=8, height=8)' }] },
    ],
    tools: [{ googleSearch: { searchTypes: { webSearch: {}, imageSearch: {} } } }],
    toolConfig: {
      functionCallingConfig: { mode: 'AUTO' },
      retrievalConfig: { latLng: { latitude: 1, longitude: 2 } },
    },
    generationConfig: {
      stopSequences: ['x'],
      maxOutputTokens: 8192,
      temperature: 1,
      topP: 0.95,
      topK: 64,
      seed: 7,
      responseMimeType: 'text/plain',
      responseFormat: {
        image: { aspectRatio: '1:1', imageSize: '1K', mimeType: 'image/jpeg', delivery: 'INLINE' },
      },
      mediaResolution: 'MEDIA_RESOLUTION_HIGH',
    },
    store: false,
    cachedContent: '',
  });
  assert.equal(answered.status, 200, answered.text);
});

test('broken JSON is refused with the sentence, the excerpt and the caret of the parser', async () => {
  const cases: [body: string, sentence: string, excerpt: string, caret: number][] = [
    ['{"contents": [}', 'Unexpected token.', '{"contents": [}', 14],
    [
      '{"contents": []',
      'Unexpected end of string. Expected , or } after key:value pair.',
      '{"contents": []',
      15,
    ],
    ['{"contents" []}', 'Expected : between key:value pair.', '{"contents" []}', 12],
    ['[1 2]', 'Expected , or ] after array value.', '[1 2]', 3],
    ['{} {}', 'Parsing terminated before end of input.', '{} {}', 3],
    [
      `{"contents": [], "a": "${'x'.repeat(30)}" "b": 1}`,
      'Expected , or } after key:value pair.',
      `${'x'.repeat(18)}" "b": 1}`,
      20,
    ],
  ];
  for (const [body, sentence, excerpt, caret] of cases) {
    const wanted = `Invalid JSON payload received. ${sentence}\n${excerpt}\n${' '.repeat(caret)}^`;
    assert.equal(await refusal(body), wanted);
  }
});
