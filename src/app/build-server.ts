import type { FastifyInstance } from 'fastify';
import type { ChannelParts } from '../admin/channel-routes.ts';
import { adminGroups, mountAdmin, send } from '../admin/mount-admin.ts';
import { createOperations } from '../admin/operations.ts';
import { problemAnswer } from '../admin/problem.ts';
import { createImageDesk } from '../archive/delete-images.ts';
import { createChannelDesk } from '../channels/channel-desk.ts';
import type { ChannelSet } from '../channels/channel-set.ts';
import type { Config } from '../config.ts';
import type { Engine } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import type { Protocol } from '../generation/protocol.ts';
import type { Provider } from '../generation/provider.ts';
import { createAllowOrigin } from '../http/allow-origins.ts';
import { mountArtifacts } from '../http/artifacts.ts';
import { mountHealth } from '../http/health.ts';
import { mount } from '../http/mount.ts';
import { createRefuseAddress, mountErrors } from '../http/not-found.ts';
import { createServer } from '../http/server.ts';
import { mountUploads } from '../http/uploads.ts';
import type { PriceList } from '../ledger/price-list.ts';
import { systemRandom } from '../lib/ids.ts';
import { within } from '../lib/within.ts';
import { createAdminDocument } from '../openapi/admin-document.ts';
import { mountOpenapi } from '../openapi/mount-openapi.ts';
import type { Router } from '../routing/router.ts';
import { testChannel } from '../routing/test-channel.ts';
import { createCallbackDesk } from '../tasks/callbacks/callback-desk.ts';
import type { RunDesk } from '../verification/run-desk.ts';
import { buildConsole } from './build-console.ts';
import { buildDocs } from './build-docs.ts';
import type { Resources } from './open-resources.ts';
import type { Checks } from './read-checks.ts';
import { readSiteFiles } from './site-files.ts';
import { version } from './version.ts';

/** Who balances load asks every few seconds, and takes no answer for a process that hangs. */
const readyMs = 3_000;

export interface ServerInput {
  readonly config: Config;
  readonly resources: Resources;
  readonly engine: Engine;
  readonly prices: PriceList;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly channels: ChannelSet;
  readonly router: Router;
  readonly protocols: readonly Protocol[];
  readonly verification: RunDesk;
  readonly checks: () => Promise<Checks>;
  readonly draining: () => boolean;
}

/** Every route of this process: contracts (not for a worker), operators, artifacts, health. */
export function buildServer(input: ServerInput): FastifyInstance {
  const { config, engine, protocols, resources } = input;
  const { log, clock, metrics, store, files } = resources;
  const { trustedProxies, corsOrigins } = config;
  const refuseInContract = createRefuseAddress(protocols, engine, log);
  const refuseAddress: typeof refuseInContract = (request, reply) =>
    /^\/(?:admin\/v1|console\/api)\//.test(request.url)
      ? send(reply, problemAnswer(new Failure('invalid_request'), request.id))
      : refuseInContract(request, reply);
  const allowOrigin = createAllowOrigin(corsOrigins, firstWords(protocols));
  const server = createServer({ clock, log, metrics, trustedProxies, allowOrigin, refuseAddress });
  const document = mountOpenapi(server, protocols, version);
  if (config.role !== 'worker') for (const protocol of protocols) mount(server, protocol, engine, log);
  const { catalog } = engine;
  const { channels, providers, router } = input;
  const configured = () => channels.current().filter(({ source }) => source === 'config');
  const desk = createChannelDesk({ ...resources, catalog, providers, configured });
  const operations = createOperations(store, clock, catalog, input.prices);
  const callbacks = createCallbackDesk(store, clock, systemRandom, resources.sealer);
  const testParts = { ...resources, catalog, providers, health: router.health };
  const test: ChannelParts['test'] = (channel, wish) => testChannel(testParts, channel, wish);
  const groups = adminGroups(
    {
      ...operations,
      callbacks,
      deleteImages: createImageDesk(resources).deleteAny,
      verification: input.verification,
      links: engine.links,
    },
    { desk, channels, router, clock, providers, test },
  );
  const siteFiles = readSiteFiles();
  const adminDocument = createAdminDocument(groups, siteFiles.adminAnswers, version);
  if (config.adminToken !== undefined)
    mountAdmin(server, config.adminToken, groups, adminDocument, clock, log);
  if (config.role !== 'worker')
    buildConsole(server, {
      ...input,
      operations,
      callbacks,
      adminRoutes: groups.flatMap(({ routes }) => routes),
    });
  buildDocs(server, { ...input, document, adminDocument, siteFiles });
  mountArtifacts(server, engine, clock);
  mountUploads(server, engine, clock);
  mountHealth(server, {
    figures: resources.figures,
    draining: input.draining,
    check: async () => {
      const checks = { store: store.ping(), archive: files.ready() };
      const results = await Promise.allSettled(Object.values(checks).map((check) => within(readyMs, check)));
      return Object.keys(checks).filter((_, index) => results[index]?.status === 'rejected');
    },
  });
  mountErrors(server, protocols, engine, log);
  return server;
}

/** `v1`, `api`, …: with what the addresses begin that applications ask, with a key or by an unguessable name. */
const firstWords = (protocols: readonly Protocol[]): ReadonlySet<string> =>
  new Set([
    ...protocols.flatMap(({ prefixes }) => prefixes.flatMap((prefix) => prefix.split('/')[1] || [])),
    ...['task-artifacts', 'uploads', 'openapi.json'],
  ]);
