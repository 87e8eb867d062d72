import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

export interface MountedRoute {
  readonly method: string;
  /** As mounted: `/v1/generations/:id`. */
  readonly path: string;
}

/**
 * Every route that the servers made during `start` mount, those of operators and of the console among them, but for
 * HEAD and OPTIONS.
 */
export async function startNotingRoutes<Started>(
  start: () => Promise<Started>,
): Promise<{ started: Started; routes: readonly MountedRoute[] }> {
  const routes: MountedRoute[] = [];
  const note = (message: unknown) => {
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) {
        if (one !== 'HEAD' && one !== 'OPTIONS') routes.push({ method: one, path: url });
      }
    });
  };
  subscribe('fastify.initialization', note);
  try {
    return { started: await start(), routes };
  } finally {
    unsubscribe('fastify.initialization', note);
  }
}

/** Whether that route is where requests to the operation go. */
export function serves(route: MountedRoute, { method, path }: { method: string; path: string }): boolean {
  if (route.method !== method) return false;
  const pattern = route.path.replace(/:\w+(?:\(\^(.*?)\$\))?|\*$/g, (part, given?: string) =>
    part === '*' ? '.+' : (given ?? '[^/]+'),
  );
  return new RegExp(`^${pattern}$`).test(path);
}
