import { accountRoutes } from '../../src/admin/account-routes.ts';
import type { AdminRoute } from '../../src/admin/admin-route.ts';
import { callbackRoutes } from '../../src/admin/callback-routes.ts';
import { channelRoutes } from '../../src/admin/channel-routes.ts';
import { imageRoutes } from '../../src/admin/image-routes.ts';
import { keyRoutes } from '../../src/admin/key-routes.ts';
import { createOperations } from '../../src/admin/operations.ts';
import { priceRoutes } from '../../src/admin/price-routes.ts';
import { reportRoutes } from '../../src/admin/report-routes.ts';
import { openSealer } from '../../src/app/open-sealer.ts';
import { createImageDesk } from '../../src/archive/delete-images.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import type { Config } from '../../src/config.ts';
import { createPriceList } from '../../src/ledger/price-list.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { systemRandom } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import type { Store } from '../../src/store/store.ts';
import { createCallbackDesk } from '../../src/tasks/callbacks/callback-desk.ts';
import { cliActor } from '../with-store.ts';
import type { AskAdmin } from './admin.ts';
import { openLocalChannels } from './local-channels.ts';

/** Runs the routes of the admin API on an open store, with nobody in between. */
export function createLocalAsk(store: Store, config: Config): AskAdmin {
  return async ({ method, path, query = {}, body }) => {
    for (const route of await routesFor(path, store, config)) {
      const params = route.method === method ? paramsOf(route.path, path) : undefined;
      if (!params) continue;
      const by = cliActor();
      const answer = await route.run({ params, query, accept: undefined, by, body: async () => body ?? {} });
      return answer.body.join('');
    }
    throw new Error(`no route of the admin API is ${method} ${path}`);
  };
}

/** Only what a command needs is opened: channels load every provider, and their secrets need the master key. */
async function routesFor(path: string, store: Store, config: Config): Promise<readonly AdminRoute[]> {
  if (/^\/channel/.test(path)) return channelRoutes(await openLocalChannels(store, config));
  if (/\/callback/.test(path)) {
    return callbackRoutes(createCallbackDesk(store, systemClock, systemRandom, await openSealer(config)));
  }
  if (/\/images$/.test(path)) {
    // The archive belongs to the gateway, whose sweep finds what is marked.
    const desk = createImageDesk({ store, clock: systemClock, log: createLog('silent') });
    return imageRoutes(desk.deleteAny);
  }
  const { models, upstreamModels, prices } = config.catalog;
  const operations = createOperations(
    store,
    systemClock,
    createCatalog(models, upstreamModels),
    createPriceList(store, systemClock, prices),
  );
  return [
    ...keyRoutes(operations),
    ...accountRoutes(operations),
    ...priceRoutes(operations),
    ...reportRoutes(operations),
  ];
}

/** What stands in the places of a route's pattern; undefined for another path. */
function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, step] of wanted.entries()) {
    const found = given[index] as string;
    if (step.startsWith(':')) params[step.slice(1)] = decodeURIComponent(found);
    else if (step !== found) return undefined;
  }
  return params;
}
