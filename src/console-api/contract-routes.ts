import { listed } from '../admin/admin-route.ts';
import type { Protocol, Route } from '../generation/protocol.ts';
import type { ConsoleRoute } from './console-route.ts';

/** `/contracts`: those that generations can be asked for in, by the name each generation carries. */
export const contractRoutes = (protocols: readonly Protocol[]): ConsoleRoute[] => [
  {
    method: 'GET',
    path: '/contracts',
    may: () => true,
    run: async () =>
      listed(
        protocols
          .filter(({ routes }) => routes.some(makesGenerations))
          .map(({ name, title }) => ({ object: 'contract', name, title })),
      ),
  },
];

const makesGenerations = (route: Route): boolean =>
  route.action === 'generate' ||
  route.action === 'relay' ||
  route.action === 'enqueue' ||
  (route.action === 'answer' && route.enqueues === true);
