import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Language, readPath } from './language.ts';
import { llmsText } from './llms-text.ts';
import { missingPage } from './missing-page.ts';
import { navigation } from './navigation.ts';
import type { Page } from './page.ts';
import { findPages, type SearchIndex, searchIndex } from './search.ts';
import { searchPage } from './search-page.ts';
import { allPages, type Site, site } from './site.ts';
import type { SiteAssets } from './site-assets.ts';
import type { SiteInput } from './site-input.ts';
import { writeHtml } from './write-html.ts';
import { writeMarkdown } from './write-markdown.ts';

const headers = {
  'cache-control': 'public, max-age=30',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};
const markdown = 'text/markdown; charset=utf-8';

/** Everything made from one state of the gateway. */
interface BuiltSite {
  readonly input: SiteInput;
  readonly pages: Site;
  /** Made when they are first asked for: they hold every page. */
  readonly texts: { index?: string; full?: string };
}

/**
 * Serves `/docs…` in three languages as HTML and, with `.md`, as Markdown; `/docs/search`, `/pricing`, `/llms.txt`
 * and `/llms-full.txt`. Open to anyone.
 */
export function mountDocs(server: FastifyInstance, read: () => Promise<SiteInput>, assets: SiteAssets): void {
  let built: BuiltSite | undefined;
  const indexOf = keepIndexes();
  const current = async () => {
    const input = await read();
    if (built?.input !== input) built = { input, pages: site(input), texts: {} };
    return built;
  };

  const sendPage = (reply: FastifyReply, page: Page, language: Language, state: BuiltSite, query?: string) =>
    reply.type('text/html; charset=utf-8').send(
      writeHtml(page, {
        language,
        navigation: navigation(state.input),
        titleOf: (path) => state.pages.page(path)?.title,
        assetPath: assets.path,
        ...(query === undefined ? {} : { query }),
      }),
    );

  for (const url of ['/docs', '/docs.md', '/docs/*']) {
    server.get(url, async (request, reply) => {
      const { language, path } = readPath((request.url.split('?', 1)[0] as string).replace(/\/$/, ''));
      const state = await current();
      reply.headers(headers);
      if (path === '/docs/search') {
        const query = ((request.query as { q?: string | string[] }).q ?? '').toString().slice(0, 100);
        const page = searchPage(query, findPages(indexOf(state, language), query));
        return sendPage(reply, page, language, state, query);
      }
      const page = state.pages.page(path.replace(/\.md$/, ''));
      if (!page) {
        reply.code(404);
        if (!path.endsWith('.md')) return sendPage(reply, missingPage, language, state);
        const message = 'There is no such page. /docs.md lists those that are there.\n';
        return reply.type('text/plain; charset=utf-8').send(message);
      }
      if (path.endsWith('.md')) return reply.type(markdown).send(writeMarkdown(page, language));
      return sendPage(reply, page, language, state);
    });
  }
  // Whoever opens the address the banner prints is shown around; a program learns that nothing is here.
  server.get('/', async (request, reply) =>
    request.headers.accept?.includes('text/html') ? reply.redirect('/docs', 302) : reply.callNotFound(),
  );
  server.get('/pricing', async (_request, reply) => reply.redirect('/docs/pricing', 302));
  server.get('/docs/assets/*', async (request, reply) => {
    const asset = assets.find((request.params as { '*': string })['*']);
    if (!asset) return reply.code(404).type('text/plain; charset=utf-8').send('There is no such file.\n');
    const isVersioned = (request.query as { v?: string }).v === asset.version;
    return reply
      .headers({
        ...headers,
        'cache-control': isVersioned ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      })
      .type(asset.mediaType)
      .send(asset.bytes);
  });
  server.get('/llms.txt', async (_request, reply) => {
    const { input, pages, texts } = await current();
    texts.index ??= llmsText(input, pages);
    return reply.headers(headers).type('text/plain; charset=utf-8').send(texts.index);
  });
  server.get('/llms-full.txt', async (_request, reply) => {
    const { pages, texts } = await current();
    texts.full ??= allPages(pages)
      .map((page) => writeMarkdown(page, 'en'))
      .join('\n---\n\n');
    return reply.headers(headers).type('text/plain; charset=utf-8').send(texts.full);
  });
}

/**
 * Making an index makes every page, so one is kept while the pages are the same, and a minute longer: what it finds
 * are places, not states.
 */
function keepIndexes() {
  const kept = new Map<
    Language,
    { readonly pages: Site; readonly atMs: number; readonly index: SearchIndex }
  >();
  return ({ input, pages }: BuiltSite, language: Language): SearchIndex => {
    const known = kept.get(language);
    if (known && (known.pages === pages || Math.abs(input.nowMs - known.atMs) < 60_000)) return known.index;
    const index = searchIndex(allPages(pages), language);
    kept.set(language, { pages, atMs: input.nowMs, index });
    return index;
  };
}
