import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { readBalance, readGenerations } from './books.test.kit.ts';
import { type CountingUpstream, startCountingUpstream } from './counting-upstream.test.kit.ts';
import { figure } from './figure.test.kit.ts';
import { openSite, type Site } from './site.test.kit.ts';
import { imagesUrl, nativeJson, priceMicros } from './surfaces.test.kit.ts';
import { watchBooks } from './watch-books.test.kit.ts';

const attempts = figure(2_000, 50_000);
const cap = 7;
const atOnce = 100;

for (const engine of testEngines()) {
  const processes = engine.name === 'PostgreSQL' ? 2 : 1;
  describe(`a key for ${cap} generations at once on ${engine.name}, ${processes} gateway process(es)`, () => {
    let upstream: CountingUpstream;
    let site: Site;
    let gateways: GatewayProcess[];
    before(async () => {
      upstream = await startCountingUpstream(cap);
      site = await openSite(engine, { upstreamUrl: upstream.url });
      gateways = await Promise.all(Array.from({ length: processes }, () => site.start()));
    });
    after(async () => {
      await site.close();
      await upstream.close();
    });

    it(`never has more upstream in ${attempts} attempts, and refuses the rest with 429`, {
      timeout: 3_600_000,
    }, async (test) => {
      const opening = attempts * priceMicros;
      const account = await site.prepaidKey(opening, { concurrency: cap });
      const stopWatching = watchBooks(site.store, 1_000);
      const statuses = new Map<number, number>();
      let next = 0;
      const attempt = async () => {
        while (next < attempts) {
          const turn = next;
          next += 1;
          const gateway = gateways[turn % gateways.length] as GatewayProcess;
          const surface = turn % 3 === 0 ? nativeJson : imagesUrl;
          const answer = await surface.ask(gateway.url, account.key, 'one of many');
          const status = answer?.status ?? 0;
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status === 200) continue;
          assert.equal(status, 429, String(answer?.body));
          assert.ok(Number(answer?.headers.get('retry-after')) > 0);
          assert.match(String(answer?.body), /7 generations of this key are running/);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, attempt));
      await stopWatching();

      const accepted = statuses.get(200) ?? 0;
      test.diagnostic(`${attempts} attempts, ${accepted} accepted, ${upstream.counts.most} at once at most`);
      assert.ok(upstream.counts.most <= cap, `${upstream.counts.most} at once`);
      assert.equal(upstream.counts.most, cap, 'the cap is reached');
      assert.equal(upstream.counts.served, accepted, 'what is refused never goes upstream');
      assert.ok((statuses.get(429) ?? 0) > attempts / 10, JSON.stringify([...statuses]));
      const rows = await site.store.read(readGenerations, { keyId: account.id });
      assert.equal(rows.length, accepted, 'what is refused leaves no row');
      assert.equal(
        await site.store.read(readBalance, { accountId: account.accountId }),
        opening - accepted * priceMicros,
      );
    });
  });
}
