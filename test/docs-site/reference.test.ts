import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { apiFieldWords, pathPartWords } from '../../src/docs-site/api-field-words.ts';
import { plainText } from '../../src/docs-site/inline.ts';
import type { Text } from '../../src/docs-site/language.ts';
import { bodySchema, fieldsOf, wordsName } from '../../src/docs-site/schema-fields.ts';
import { allPages, site } from '../../src/docs-site/site.ts';
import type { SiteInput } from '../../src/docs-site/site-input.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { openSite } from './open-site.test.kit.ts';

describe('the API reference', () => {
  let gateway: TestGateway;
  let input: SiteInput;
  before(async () => {
    gateway = await startGateway();
    input = await openSite(gateway.url);
  });
  after(() => gateway.close());

  const english = (text: Text) => (typeof text === 'string' ? text : plainText(text.en));

  it('says of every parameter, field and answer what it means', () => {
    let rows = 0;
    const blank: string[] = [];
    for (const page of allPages(site(input)).filter(({ path }) => path.startsWith('/docs/api'))) {
      for (const block of page.blocks) {
        if (block.kind !== 'table') continue;
        const column = block.head.findIndex((head) => english(head) === 'Meaning');
        if (column < 0) continue;
        for (const row of block.rows) {
          rows += 1;
          const meaning = english(row[column] ?? '').trim();
          if (meaning === '') blank.push(`${page.path} ${english(row[0] ?? '')}`);
        }
      }
    }
    assert.ok(rows > 300, `${rows} rows`);
    assert.deepEqual(blank, []);
  });

  it('names the headers of a create, with their meaning', () => {
    const page = site(input).page('/docs/api/openai-images');
    const cells = (page?.blocks ?? []).flatMap((block) => (block.kind === 'table' ? block.rows : []));
    const said = cells.find(([name]) => name === 'Idempotency-Key (header)')?.[1];
    assert.match(english(said ?? ''), /within 24 hours/);
  });

  it('has words for nothing that is not there', () => {
    const document = input.document();
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, docs]) => ({ path, method, docs })),
    );
    const fields = operations.flatMap(({ path, method }) =>
      fieldsOf(document, bodySchema(document, path, method)).flatMap(({ name }) => [
        name,
        wordsName(name),
        `${path} ${name}`,
      ]),
    );
    const parts = operations.flatMap(({ path, docs }) =>
      (docs.parameters ?? []).flatMap(({ name }) => [`${name}`, `${path} ${name}`]),
    );
    const unknown = (words: object, known: readonly string[]) =>
      Object.keys(words).filter((key) => !known.includes(key));
    assert.deepEqual(unknown(apiFieldWords, fields), []);
    assert.deepEqual(unknown(pathPartWords, parts), []);
  });
});
