import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { mountDocs } from '../docs-site/mount-docs.ts';
import { siteAssets } from '../docs-site/site-assets.ts';
import type { OpenapiDocument } from '../docs-site/site-input.ts';
import { configSettings } from '../environment.ts';
import type { Engine } from '../generation/engine.ts';
import type { Protocol } from '../generation/protocol.ts';
import type { Provider } from '../generation/provider.ts';
import { defaultConcurrency } from '../ledger/running-of-keys.ts';
import { retryDelaysMs } from '../tasks/callbacks/retry-schedule.ts';
import { mostWatchesOfKey } from '../tasks/watch-places.ts';
import type { Resources } from './open-resources.ts';
import type { Checks } from './read-checks.ts';
import { createReadSite } from './read-site.ts';
import type { readSiteFiles } from './site-files.ts';

export interface DocsInput {
  readonly config: Config;
  readonly resources: Resources;
  readonly engine: Engine;
  readonly checks: () => Promise<Checks>;
  readonly protocols: readonly Protocol[];
  readonly providers: ReadonlyMap<string, Provider>;
  /** What `/openapi.json` serves. */
  readonly document: () => object;
  /** What `/admin/v1/openapi.json` serves. */
  readonly adminDocument: () => object;
  readonly siteFiles: ReturnType<typeof readSiteFiles>;
}

/** The public pages, from what this process runs with. */
export function buildDocs(server: FastifyInstance, input: DocsInput): void {
  const { config, resources, engine, protocols, checks, document } = input;
  const { assets, changelog, speed, recipes } = input.siteFiles;
  const facts = {
    changelog,
    speed,
    recipes,
    protocols,
    providers: [...input.providers.values()],
    document: () => document() as OpenapiDocument,
    adminDocument: () => input.adminDocument() as OpenapiDocument,
    limits: { runningOfKey: defaultConcurrency, watchesOfKey: mostWatchesOfKey, ...config },
    callbackDelaysMs: retryDelaysMs,
    settings: configSettings,
  };
  const read = createReadSite(resources.store, resources.clock, engine, checks, facts);
  mountDocs(server, read, siteAssets(assets));
}
