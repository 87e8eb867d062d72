import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { markdownAnchor } from '../../src/docs-site/markdown-anchor.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

describe('the Markdown pages', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  it('lead only to Markdown pages that are there, and to places that are in them', async () => {
    const anchors = new Map<string, ReadonlySet<string>>();
    const wanted: [from: string, path: string, anchor: string][] = [];
    const seen = new Set(['/llms.txt', '/docs.md', '/docs/zh.md', '/docs/ja.md']);
    for (const path of seen) {
      const response = await fetch(gateway.url + path, { redirect: 'manual' });
      assert.equal(response.status, 200, path);
      if (!/^text\/(markdown|plain)/.test(response.headers.get('content-type') ?? '')) continue;
      // What stands in code is shown, not followed.
      const text = (await response.text()).replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '');
      anchors.set(path, anchorsOf(text));
      for (const [, link = ''] of text.replace(/`[^`\n]+`/g, 'code').matchAll(/\]\(([^)\s]+)\)/g)) {
        const [target = '', anchor] = link.replace(gateway.url, '').split('#', 2);
        if (anchor) wanted.push([path, target || path, anchor]);
        if (target === '' || target.startsWith('https:')) continue;
        assert.match(
          target,
          /^\/(docs(\/.*)?\.md|docs\/assets\/.*|openapi\.json|api\/pricing|llms(-full)?\.txt)$/,
          `${path}: ${link}`,
        );
        seen.add(target);
      }
    }
    for (const [from, path, anchor] of wanted)
      assert.ok(anchors.get(path)?.has(anchor), `${from}: ${path}#${anchor}`);
    assert.ok([...seen].filter((path) => path.startsWith('/docs/ja')).length > 40, [...seen].join('\n'));
    assert.ok(wanted.length > 100, `${wanted.length} anchors`);
  });
});

function anchorsOf(text: string): Set<string> {
  const given = [...text.matchAll(/^<a id="([^"]+)"><\/a>$/gm)].map(([, id]) => id as string);
  const own = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => markdownAnchor(heading as string));
  return new Set([...given, ...own]);
}
