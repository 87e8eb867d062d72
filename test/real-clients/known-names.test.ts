import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { refuseUnknownNames } from '../../src/protocols/gemini/known-names.ts';
import { geminiOnly, vertexOnly } from '../../src/providers/shared/native-fields.ts';
import { repositoryRoot } from '../services/repository-root.ts';
import { clientFolder } from './installed-packages.ts';

type Api = 'Mldev' | 'Vertex';

/** What `@google/genai` writes into a body of `:generateContent` for one of Google's APIs, by its own sources. */
function sdkNames(api: Api) {
  const file = path.join(
    repositoryRoot(),
    'test/real-clients',
    clientFolder,
    'node_modules/@google/genai/dist/index.mjs',
  );
  const source = readFileSync(file, 'utf8');
  const names = (converter: string, target: 'toObject' | 'parentObject') => {
    const bodies = new RegExp(
      `\\nfunction ${converter}To${api}(?:\\$\\d+)?\\([^)]*\\) \\{\\n([\\s\\S]*?)\\n\\}\\n`,
      'g',
    );
    const sets = new RegExp(`setValueByPath\\(${target}, \\[\\s*'(\\w+)'`, 'g');
    const code = [...source.matchAll(bodies)].map(([, body]) => body).join('\n');
    return [...new Set([...code.matchAll(sets)].map(([, name]) => name as string))];
  };
  return {
    top: names('generateContentConfig', 'parentObject'),
    config: names('generateContentConfig', 'toObject'),
    imageConfig: names('imageConfig', 'toObject'),
  };
}

type Names = ReturnType<typeof sdkNames>;
const levels = ['top', 'config', 'imageConfig'] as const;

const bodyWith = (level: keyof Names, name: string): Record<string, unknown> =>
  level === 'top'
    ? { [name]: {} }
    : { generationConfig: level === 'config' ? { [name]: {} } : { imageConfig: { [name]: {} } } };

describe(`every name that @google/genai of ${clientFolder} sends`, () => {
  const [gemini, vertex] = [sdkNames('Mldev'), sdkNames('Vertex')];

  it('is found in its sources', () => {
    for (const names of [gemini, vertex]) {
      assert.ok(names.top.includes('safetySettings') && names.config.includes('responseModalities'));
      assert.ok(names.imageConfig.includes('aspectRatio'));
    }
  });

  for (const level of levels) {
    it(`is known (${level}), and left out and told where only the other of Google's APIs takes it`, () => {
      for (const name of [...gemini[level], ...vertex[level]]) refuseUnknownNames(bodyWith(level, name));
      for (const [own, other, fields] of [
        [vertex, gemini, vertexOnly],
        [gemini, vertex, geminiOnly],
      ] as const) {
        for (const name of own[level].filter((each) => !other[level].includes(each))) {
          const body = bodyWith(level, name);
          assert.equal(fields.omissions(body).length, 1, name);
          assert.doesNotMatch(JSON.stringify(fields.strip(body)), new RegExp(name));
        }
      }
    });
  }
});
