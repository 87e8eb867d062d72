import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createReadChecks } from '../../src/app/read-checks.ts';
import { createReadSite } from '../../src/app/read-site.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import type { SiteFacts } from '../../src/docs-site/site-input.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { insertEvidence } from '../../src/verification/evidence-rows.ts';
import { type TestDatabase, testEngines } from '../services/test-engines.ts';
import { evidenceRow } from '../verification/evidence-row.test.kit.ts';

const row = evidenceRow({ channel: 'a' });

describe('what the public pages are made from', () => {
  let store: Store;
  let database: TestDatabase;
  before(async () => {
    const [engine] = testEngines();
    assert.ok(engine);
    database = await engine.create();
    store = await openStore({ url: database.url });
  });
  after(async () => {
    await store?.close();
    await database?.remove();
  });

  it('stays the same while nothing changes, so that pages are made once, and is new when a check ended', async () => {
    let nowMs = 10_000;
    const clock = { now: () => nowMs };
    const catalog = createCatalog(shippedModels, shippedUpstreamModels);
    let micros = 1;
    const engine = {
      catalog,
      publicUrl: () => 'http://gateway.example',
      prices: async () => [
        {
          model: 'nano-banana-2',
          strategy: '*',
          version: 0,
          price: { unit: 'image' as const, tiers: { '1K': micros } },
        },
      ],
    };
    const checks = createReadChecks(store, clock, catalog);
    const read = createReadSite(store, clock, engine, checks, {} as SiteFacts);
    const later = async () => {
      nowMs += 3_000;
      return read();
    };
    const first = await read();
    assert.equal(await later(), first);
    await store.write(insertEvidence, { rows: [row] });
    assert.equal(await read(), first);
    const checked = await later();
    assert.notEqual(checked, first);
    assert.equal(checked.table.find((each) => each.case.id === row.case_id)?.status, 'Verified');
    assert.equal((await checks()).standingOf('nano-banana-2').route?.contract, 'openai-images');
    assert.equal(await later(), checked);
    micros = 2;
    const dearer = await later();
    assert.notEqual(dearer, checked);
    nowMs += 300_000;
    assert.notEqual(await read(), dearer, 'ages are told anew');
  });
});
