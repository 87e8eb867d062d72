import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseTwoSpellings, refuseTwoSpellingsOfBatch } from './two-spellings.ts';

/** What `generateContent` takes, and where it stands twice. */
const twice: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ generationConfig: {}, generation_config: {} }, '"generationConfig" stands'],
  [{ generationConfig: null, generation_config: {} }, '"generationConfig" stands'],
  [
    { generationConfig: { imageConfig: {}, image_config: {} } },
    `"imageConfig" at 'generation_config' stands`,
  ],
  [
    { generation_config: { imageConfig: { image_size: '4K', imageSize: '1K' } } },
    `"imageSize" at 'generation_config.image_config' stands`,
  ],
  [{ generationConfig: { responseFormat: {}, response_format: {} } }, `at 'generation_config' stands`],
  [
    { generationConfig: { response_format: { image: { aspectRatio: '1:1', aspect_ratio: '4:3' } } } },
    `"aspectRatio" at 'generation_config.response_format.image' stands`,
  ],
  [
    { contents: [{ parts: [{ text: 'a' }, { fileData: {}, file_data: {} }] }] },
    `"fileData" at 'contents.parts'`,
  ],
  [
    { contents: { parts: { file_data: { fileUri: 'a', file_uri: 'b' } } } },
    `"fileUri" at 'contents.parts.file_data'`,
  ],
  [{ tools: [{ googleSearch: {}, google_search: {} }] }, `"googleSearch" at 'tools'`],
];

const messageOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was taken';
};

test('a member that is read and stands in both spellings is refused with its place, in a batch as well', () => {
  for (const [body, says] of twice) {
    const message = messageOf(() => refuseTwoSpellings(body));
    assert.ok(message.includes(says), `${JSON.stringify(body)}: ${message}`);
    const batch = { input_config: { requests: { requests: [{ request: {} }, { request: body }] } } };
    const ofBatch = messageOf(() => refuseTwoSpellingsOfBatch({ batch }));
    assert.match(ofBatch, /stands twice/, JSON.stringify(body));
  }
  const batch = { inputConfig: {}, input_config: {} };
  assert.match(
    messageOf(() => refuseTwoSpellingsOfBatch({ batch })),
    /"inputConfig" at 'batch'/,
  );
});

test('either spelling alone is taken, and names that are the client’s own may be any', () => {
  const own = { user_id: '1', userId: '2' };
  refuseTwoSpellings({
    contents: [{ parts: [{ function_call: { name: 'f', args: own } }] }],
    labels: own,
    generation_config: { imageConfig: { image_size: '1K' }, responseSchema: { properties: own } },
    tools: [{ functionDeclarations: [{ parameters: { properties: own } }] }],
  });
  for (const body of [undefined, null, 5, [], 'x', { generationConfig: [5, null] }]) refuseTwoSpellings(body);
});
