import type { FastifyInstance } from 'fastify';
import { llmsText } from './llms-text.ts';
import { site } from './site.ts';
import type { SiteInput } from './site-input.ts';
import { writeHtml } from './write-html.ts';
import { writeMarkdown } from './write-markdown.ts';

/** Serves `/docs…` as HTML and, with `.md`, as Markdown; `/llms.txt` and `/llms-full.txt`. Open to anyone. */
export function mountDocs(server: FastifyInstance, read: () => Promise<SiteInput>): void {
  const headers = {
    'cache-control': 'public, max-age=30',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  };
  const markdown = 'text/markdown; charset=utf-8';
  for (const url of ['/docs', '/docs.md', '/docs/*']) {
    server.get(url, async (request, reply) => {
      const path = (request.url.split('?', 1)[0] as string).replace(/\/$/, '');
      const page = site(await read()).get(path.replace(/\.md$/, ''));
      if (!page) {
        const message = 'There is no such page. /docs lists those that are there.\n';
        return reply.code(404).type('text/plain; charset=utf-8').send(message);
      }
      reply.headers(headers);
      if (path.endsWith('.md')) return reply.type(markdown).send(writeMarkdown(page));
      return reply.type('text/html; charset=utf-8').send(writeHtml(page));
    });
  }
  server.get('/llms.txt', async (_request, reply) => {
    const input = await read();
    return reply.headers(headers).type('text/plain; charset=utf-8').send(llmsText(input));
  });
  server.get('/llms-full.txt', async (_request, reply) => {
    const pages = [...site(await read()).values()].map(writeMarkdown);
    return reply.headers(headers).type('text/plain; charset=utf-8').send(pages.join('\n---\n\n'));
  });
}
