import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readSiteFiles } from '../../src/app/site-files.ts';
import { adminSentences } from '../../src/docs-site/admin-words.ts';
import { plainText } from '../../src/docs-site/inline.ts';
import type { Text } from '../../src/docs-site/language.ts';
import { allPages, site } from '../../src/docs-site/site.ts';
import type { OpenapiDocument, SiteInput } from '../../src/docs-site/site-input.ts';
import { writeMarkdown } from '../../src/docs-site/write-markdown.ts';
import { refusalName } from '../../src/openapi/admin-document.ts';
import { type MountedRoute, startNotingRoutes } from '../edge/mounted-routes.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { missingProgram } from '../services/required-program.ts';
import { adminToken, walkAdminApi } from './admin-walk.test.kit.ts';
import { openSite } from './open-site.test.kit.ts';

describe('the reference of the admin API', () => {
  let gateway: TestGateway;
  let mounted: string[];
  let document: OpenapiDocument;
  let input: SiteInput;
  before(async () => {
    const noted = await startNotingRoutes(() => startGateway({ env: { PLANTAIN_ADMIN_TOKEN: adminToken } }));
    gateway = noted.started;
    mounted = noted.routes.flatMap(asOperation);
    const response = await ask('/openapi.json');
    assert.equal(response.status, 200);
    document = (await response.json()) as OpenapiDocument;
    input = await openSite(gateway.url);
  });
  after(() => gateway.close());

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${gateway.url}/admin/v1${path}`, { headers: { authorization: `Bearer ${adminToken}` }, ...init });
  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, docs]) => ({ name: `${method.toUpperCase()} ${path}`, path, docs })),
    );
  const pages = () => allPages(site(input)).filter(({ path }) => path.startsWith('/docs/admin-api'));
  const english = (text: Text) => (typeof text === 'string' ? text : plainText(text.en));

  it('has every route that is mounted, in the document and on the pages, and no other', () => {
    assert.ok(mounted.length > 40, `${mounted.length} routes`);
    const documented = operations().map(({ name }) => name);
    assert.deepEqual(documented.sort(), mounted.sort());
    const shown = pages()
      .filter(({ path }) => path !== '/docs/admin-api')
      .flatMap((page) =>
        [...writeMarkdown(page, 'en').matchAll(/^## (.+)$/gm)].map(([, title]) => title as string),
      );
    assert.deepEqual(shown.sort(), documented);
    const listed = [...writeMarkdown(pages()[0] as never, 'en').matchAll(/^\| \[([A-Z]+ [^\]]+)\]/gm)];
    assert.deepEqual(listed.map(([, name]) => name).sort(), documented);
  });

  it('is told to those with the token only, by the gateway that the pages are of', async () => {
    assert.equal((await ask('/openapi.json', { headers: {} })).status, 401);
    assert.deepEqual(Object.keys(input.adminDocument().paths), Object.keys(document.paths));
    const page = await (await fetch(`${gateway.url}/docs/zh/admin-api/keys.md`)).text();
    assert.match(page, /## POST \/admin\/v1\/keys\n\n创建密钥/);
  });

  it('says of every parameter and field what it means, and has sentences of nothing else', () => {
    let rows = 0;
    const blank: string[] = [];
    for (const page of pages()) {
      for (const block of page.blocks) {
        if (block.kind !== 'table') continue;
        const column = block.head.findIndex((head) => english(head) === 'Meaning');
        if (column < 0) continue;
        rows += block.rows.length;
        blank.push(
          ...block.rows
            .filter((row) => english(row[column] ?? '').trim() === '')
            .map(([name = '']) => `${page.path} ${english(name)}`),
        );
      }
    }
    assert.ok(rows > 100, `${rows} rows`);
    assert.deepEqual(blank, []);
    const said = JSON.stringify(document);
    const stray = Object.keys(adminSentences).filter((words) => !said.includes(JSON.stringify(words)));
    assert.deepEqual(stray, []);
  });

  it('names no query parameter that is not read: each is refused when it is given twice', async () => {
    let count = 0;
    for (const { name, path, docs } of operations()) {
      if (!name.startsWith('GET ')) continue;
      const names = (docs.parameters ?? []).flatMap((each) => (each.in === 'query' ? [each.name ?? ''] : []));
      for (const parameter of names) {
        // The form of the answer, not what is in it.
        if (parameter === 'format') continue;
        count += 1;
        const target = path.replace('/admin/v1', '').replace('{id}', 'default');
        const response = await ask(`${target}?${parameter}=1&${parameter}=2`);
        const { param } = (await response.json()) as { param?: string };
        assert.deepEqual([response.status, param], [400, parameter], `${target} ${parameter}`);
      }
    }
    assert.ok(count > 20, `${count} parameters`);
  });

  it('is found by the words and fields of the operations, in every language', async () => {
    for (const [language, query] of [
      ['', 'top-up'],
      ['', 'refund'],
      ['', 'amount_micros'],
      ['zh/', '充值'],
      ['ja/', '返金'],
    ]) {
      const response = await fetch(`${gateway.url}/docs/${language}search?q=${query}`);
      assert.match(await response.text(), new RegExp(`href="/docs/${language}admin-api/`), query);
    }
    assert.match(await (await fetch(`${gateway.url}/llms.txt`)).text(), /\/docs\/admin-api\/keys\.md/);
  });

  it('holds examples that a real gateway answers, with the fields that are shown', async (t) => {
    const missing = missingProgram('sh', 'curl');
    if (missing) return t.skip(missing);
    const recorded = readSiteFiles().adminAnswers();
    const real = await walkAdminApi();
    assert.deepEqual(Object.keys(recorded).sort(), [...mounted, refusalName].sort());
    for (const [name, { status, body }] of Object.entries(recorded)) {
      const answer = real[name];
      assert.equal(answer?.status, status, name);
      assert.deepEqual(differences(body, answer?.body), [], `${name}: node scripts/record-admin.mjs`);
    }
    assert.doesNotMatch(JSON.stringify(recorded), /pt_live_\w{20}|whsec_\w/);
  });
});

/** As the document writes it; it does not hold itself. */
const asOperation = ({ method, path }: MountedRoute): string[] =>
  path.startsWith('/admin/v1/') && path !== '/admin/v1/openapi.json'
    ? [`${method} ${path.replace(/:(\w+)/g, '{$1}')}`]
    : [];

/** Paths of fields that one has and the other has not; null and an empty list tell nothing of what they would hold. */
function differences(shown: unknown, real: unknown, place = ''): string[] {
  if (Array.isArray(shown) && Array.isArray(real)) {
    return shown.length > 0 && real.length > 0 ? differences(shown[0], real[0], `${place}[]`) : [];
  }
  if (typeof shown !== 'object' || typeof real !== 'object' || shown === null || real === null) return [];
  const names = new Set([...Object.keys(shown), ...Object.keys(real)]);
  return [...names].flatMap((name) => {
    if (!(name in shown) || !(name in real)) return [`${place}.${name}`];
    return differences(
      (shown as Record<string, unknown>)[name],
      (real as Record<string, unknown>)[name],
      `${place}.${name}`,
    );
  });
}
