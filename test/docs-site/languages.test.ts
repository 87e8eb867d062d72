import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { apiFieldWords, pathPartWords } from '../../src/docs-site/api-field-words.ts';
import { failureWords } from '../../src/docs-site/failure-words.ts';
import { fieldWords } from '../../src/docs-site/field-words.ts';
import { frameWords } from '../../src/docs-site/frame-words.ts';
import type { Words } from '../../src/docs-site/language.ts';
import { parametersOf } from '../../src/docs-site/pages/parameter-table.ts';
import { isOnlyNames } from '../../src/docs-site/recipe-words.ts';
import { wordsName } from '../../src/docs-site/schema-fields.ts';
import { allPages, site } from '../../src/docs-site/site.ts';
import type { SiteInput } from '../../src/docs-site/site-input.ts';
import { contractFeatures } from '../../src/verification/contract-features.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { openSite } from './open-site.test.kit.ts';

describe('the words of the public pages', () => {
  let gateway: TestGateway;
  let input: SiteInput;
  before(async () => {
    gateway = await startGateway();
    input = await openSite(gateway.url);
  });
  after(() => gateway.close());

  it('are there in English, Chinese and Japanese, and hold the same code and links', () => {
    const pages = allPages(site(input)).map((page) =>
      page.isEnglishInside ? { ...page, blocks: [] } : page,
    );
    const all = [pages, frameWords, failureWords, fieldWords, apiFieldWords, pathPartWords].flatMap(
      (part) => [...wordsIn(part)],
    );
    assert.ok(all.length > 300, `${all.length} texts`);
    const marks = (text: string) => text.match(/`[^`]+`|\]\([^)]+\)/g)?.sort() ?? [];
    for (const words of all) {
      const isProse = /[a-z]{2,} [a-z]{2,}/.test(words.en.replace(/`[^`]*`|\[[^\]]*\]\([^)]*\)/g, ''));
      for (const language of ['zh', 'ja'] as const) {
        assert.notEqual(words[language].trim(), '', words.en);
        if (isProse)
          assert.match(words[language], /[\u3040-\u30ff\u4e00-\u9fff]/, `${language}: ${words.en}`);
        assert.deepEqual(marks(words[language]), marks(words.en), `${language}: ${words.en}`);
      }
      assert.doesNotMatch(words.en, /[\u3040-\u30ff\u4e00-\u9fff]/);
      assert.doesNotMatch(words.zh, /[\u3040-\u30ff]/, words.en);
    }
  });

  it('tell the sentences of the recipes in every language; names of menus and settings stay', () => {
    const page = site(input).page('/docs/recipes');
    const lines = [...wordsIn((page?.blocks ?? []).filter(({ kind }) => kind !== 'heading'))];
    assert.ok(lines.length > 30, `${lines.length} lines`);
    for (const line of lines) {
      if (isOnlyNames(line.en)) continue;
      for (const language of ['zh', 'ja'] as const)
        assert.match(line[language], /[\u3040-\u30ff\u4e00-\u9fff]/, `${language}: ${line.en}`);
    }
  });

  it('explain every parameter of the schemas, and no other', () => {
    const named = contractFeatures.flatMap((contract) =>
      parametersOf(input, contract).map(({ name }) => wordsName(name)),
    );
    assert.deepEqual([...new Set(named)].sort(), Object.keys(fieldWords).sort());
  });
});

function* wordsIn(value: unknown): Generator<Words> {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return;
  if ('en' in value && 'zh' in value) yield value as Words;
  else for (const member of Object.values(value)) yield* wordsIn(member);
}
