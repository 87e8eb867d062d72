import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { AdminRoute } from '../admin/admin-route.ts';
import type { Operations } from '../admin/operations.ts';
import { createThumbnails } from '../archive/thumbnails.ts';
import { type Config, readConfig } from '../config.ts';
import { contractRoutes } from '../console-api/contract-routes.ts';
import { generationRoutes } from '../console-api/generation-routes.ts';
import { modelRoutes } from '../console-api/model-routes.ts';
import { mountConsole } from '../console-api/mount-console.ts';
import { overviewRoutes } from '../console-api/overview-routes.ts';
import { ownAccountRoutes } from '../console-api/own-account-routes.ts';
import { ownKeyRoutes } from '../console-api/own-key-routes.ts';
import { serveApp } from '../console-api/serve-app.ts';
import { createSessions } from '../console-api/sessions.ts';
import { settingRoutes } from '../console-api/setting-routes.ts';
import { userRoutes } from '../console-api/user-routes.ts';
import { createUsers } from '../console-api/users.ts';
import type { Engine } from '../generation/engine.ts';
import type { Protocol } from '../generation/protocol.ts';
import { openStaticFolder } from '../lib/static-folder.ts';
import type { CallbackDesk } from '../tasks/callbacks/callback-desk.ts';
import type { Resources } from './open-resources.ts';

/** `dist/console`, beside `dist/src`. */
const builtFolder = path.resolve(fileURLToPath(new URL('.', import.meta.url)), '../../console');

export interface ConsoleInput {
  readonly resources: Resources;
  readonly engine: Engine;
  readonly operations: Operations;
  readonly callbacks: CallbackDesk;
  readonly config: Config;
  readonly adminRoutes: readonly AdminRoute[];
  readonly protocols: readonly Protocol[];
}

/** The console: its pages, and the JSON behind them. */
export function buildConsole(server: FastifyInstance, input: ConsoleInput): void {
  const { resources, engine, operations, protocols } = input;
  const { store, clock, log } = resources;
  const sessions = createSessions(store, clock);
  const users = createUsers(store, clock, sessions);
  const thumbnails = createThumbnails({ ...resources, findArtifact: engine.findArtifact });
  server.addHook('onClose', () => thumbnails.close());
  const generations = protocols.find(({ name }) => name === 'generations');
  mountConsole(server, {
    sessions,
    users,
    accounts: operations.accounts,
    clock,
    log,
    thumbnails,
    adminRoutes: input.adminRoutes,
    ownRoutes: [
      ...modelRoutes(engine.catalog),
      ...contractRoutes(protocols),
      ...userRoutes(users),
      ...overviewRoutes({ store, clock, operations }),
      ...generationRoutes({
        store,
        writeReceipt: (receipt) => generations?.writeCallback?.(receipt, engine.links.urlOf) ?? {},
        listCallbacks: (query) => input.callbacks.list(query),
        protocols,
        links: engine.links,
      }),
      ...ownKeyRoutes(operations),
      ...ownAccountRoutes(operations),
      ...settingRoutes(input.config, readConfig({})),
    ],
    protocols,
    engine,
  });
  serveApp(server, openStaticFolder(builtFolder, 'index.html'), engine.publicUrl);
}
