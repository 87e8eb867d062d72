import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Methods that some route takes at this path, without those that every path takes. */
    methodsAt(path: string): readonly string[];
  }
}

/** Before any route is mounted. Fastify's own `findRoute` knows patterns only, not the paths they stand for. */
export function noteMethods(server: FastifyInstance): void {
  const routes: { readonly method: string; readonly pattern: RegExp }[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      if (one !== 'HEAD' && one !== 'OPTIONS') routes.push({ method: one, pattern: patternOf(url) });
    }
  });
  server.decorate('methodsAt', (path) => [
    ...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
  ]);
}

/** Of `/v1/generations/:id`, `/task-artifacts/*`, `/models/:name(^[^:]+$)`. */
function patternOf(url: string): RegExp {
  const source = url
    .replace(/\/$/, '')
    .replace(/:\w+(?:\(\^(.*?)\$\))?|\*$|[.+?()[\]{}|^$\\]/g, (part, given?: string) => {
      if (part === '*') return '.*';
      return part.startsWith(':') ? `(?:${given ?? '[^/]+'})` : `\\${part}`;
    });
  return new RegExp(`^${source}/?$`);
}
