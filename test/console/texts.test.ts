import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

function consoleSources(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'console/src'))) folder = path.dirname(folder);
  return path.join(folder, 'console/src');
}

const sources = consoleSources();
const languages = ['en', 'zh', 'ja'] as const;

function parse(file: string): ts.SourceFile {
  const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, kind);
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => visit(child, look));
}

/** Key and words of every text of a language. */
function textsOf(language: string): Map<string, string> {
  const texts = new Map<string, string>();
  const folder = path.join(sources, 'texts', language);
  for (const name of readdirSync(folder)) {
    visit(parse(path.join(folder, name)), (node) => {
      if (ts.isPropertyAssignment(node) && ts.isStringLiteralLike(node.initializer)) {
        texts.set(node.name.getText(), node.initializer.text);
      }
    });
  }
  return texts;
}

const placesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

const pages = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('texts'))
  .map((name) => path.join(sources, name));

describe('the texts of the console', () => {
  const english = textsOf('en');

  it('are there in each language, with the same places for values', () => {
    assert.ok(english.size > 200);
    for (const language of languages) {
      const texts = textsOf(language);
      assert.deepEqual([...texts.keys()].sort(), [...english.keys()].sort(), language);
      for (const [key, text] of texts) {
        assert.ok(text.trim() !== '', `${language} ${key} is empty`);
        assert.deepEqual(placesOf(text), placesOf(english.get(key) ?? ''), `${language} ${key}`);
      }
    }
  });

  it('are translated: only names are the same in two languages', () => {
    const names = /^(ID|Id|URL|HTTP)$/;
    for (const language of ['zh', 'ja']) {
      const same = [...textsOf(language)].filter(
        ([key, text]) => text === english.get(key) && !names.test(text),
      );
      assert.deepEqual(same, [], language);
    }
  });

  it('are all said somewhere', () => {
    const said = new Set<string>();
    for (const file of pages) {
      visit(parse(file), (node) => {
        if (ts.isStringLiteralLike(node)) said.add(node.text);
      });
    }
    // Said by the value of a field: states, roles, kinds and modes.
    const byValue = readdirSync(path.join(sources, 'answers'))
      .map((name) => readFileSync(path.join(sources, 'answers', name), 'utf8'))
      .join();
    const silent = [...english.keys()].filter((key) => !said.has(key) && !byValue.includes(`'${key}'`));
    assert.deepEqual(silent, []);
  });

  it('are the only words on a page: nothing is written into it in one language', () => {
    const found: string[] = [];
    // Words of the API, which are the same in every language, and the product's own name.
    const known =
      /^(auto|value|official|url|b64_json|both|curl|TypeScript|Python|Plantain|HTTP|URL|p50|p95|p99)$/;
    for (const file of pages.filter((name) => name.endsWith('.tsx'))) {
      visit(parse(file), (node) => {
        if (!ts.isJsxText(node)) return;
        const words = node.text.match(/\p{L}{2,}/gu) ?? [];
        const foreign = words.filter((word) => !known.test(word));
        if (foreign.length > 0) found.push(`${path.relative(sources, file)}: ${node.text.trim()}`);
      });
    }
    assert.deepEqual(found, []);
  });
});
