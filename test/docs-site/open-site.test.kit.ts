import { fileURLToPath } from 'node:url';
import type { ChannelParts } from '../../src/admin/channel-routes.ts';
import { adminGroups } from '../../src/admin/mount-admin.ts';
import { readSiteFiles } from '../../src/app/site-files.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { shippedPrices } from '../../src/catalog/shipped-prices.ts';
import type { OpenapiDocument, SiteInput } from '../../src/docs-site/site-input.ts';
import { configSettings } from '../../src/environment.ts';
import type { Protocol } from '../../src/generation/protocol.ts';
import type { Provider } from '../../src/generation/provider.ts';
import { defaultConcurrency } from '../../src/ledger/running-of-keys.ts';
import { discover } from '../../src/lib/discover.ts';
import { createAdminDocument } from '../../src/openapi/admin-document.ts';
import { retryDelaysMs } from '../../src/tasks/callbacks/retry-schedule.ts';
import { mostWatchesOfKey } from '../../src/tasks/watch-places.ts';
import { allCases } from '../../src/verification/all-cases.ts';
import { capabilityTable } from '../../src/verification/capability-table.ts';

/** The reference tells what routes are, not what they do: none of their parts is asked. */
function adminDocument(answers: Parameters<typeof createAdminDocument>[1]) {
  const parts = {} as Parameters<typeof adminGroups>[0];
  return createAdminDocument(
    adminGroups(parts, {} as ChannelParts),
    answers,
    'test',
  )() as unknown as OpenapiDocument;
}

/** What the pages of a running gateway are made from, without evidence. */
export async function openSite(gatewayUrl: string): Promise<SiteInput> {
  const catalog = createCatalog(shippedModels, shippedUpstreamModels);
  const document = (await (await fetch(`${gatewayUrl}/openapi.json`)).json()) as OpenapiDocument;
  const nowMs = Date.now();
  const { adminAnswers, changelog, recipes, speed } = readSiteFiles();
  return {
    models: catalog.models,
    table: capabilityTable(allCases(catalog), [], nowMs),
    runs: [],
    prices: shippedPrices.map((price) => ({ ...price, version: 0 })),
    origin: gatewayUrl,
    nowMs,
    protocols: await discover<Protocol>(
      fileURLToPath(new URL('../../src/protocols', import.meta.url)),
      'folders',
    ),
    providers: await discover<Provider>(
      fileURLToPath(new URL('../../src/providers', import.meta.url)),
      'files',
    ),
    document: () => document,
    adminDocument: () => adminDocument(adminAnswers),
    limits: {
      requestsPerMinute: 10_000,
      readsPerMinute: 60_000,
      maxRunning: 5_000,
      runningOfKey: defaultConcurrency,
      watchesOfKey: mostWatchesOfKey,
    },
    callbackDelaysMs: retryDelaysMs,
    settings: configSettings,
    changelog,
    recipes,
    speed,
  };
}
