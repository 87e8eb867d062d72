import { plainRequest } from '../plain-request.mjs';

/** The accepting end of a gateway on a database of its own: a store, a key, and one request that is asked for again and again. */
export async function openDoor(dist, { url }) {
  const from = (file) => import(`${dist}/src/${file}`);
  const { openStore } = await from('store/open-store.js');
  const { accept } = await from('admission/accept.js');
  const { createKeys } = await from('admission/keys.js');
  const { shippedPrices } = await from('catalog/shipped-prices.js');
  const { createPriceList } = await from('ledger/price-list.js');
  const { requestId } = await from('lib/ids.js');
  const clock = { now: () => Date.now() };
  const store = await openStore({ url });
  const settings = { concurrency: 1_000_000_000 };
  const { id: keyId } = await createKeys(store, clock).create({ mode: 'live', name: 'bench', settings });
  const parts = { store, prices: createPriceList(store, clock, shippedPrices), owner: 'bench' };
  const caller = {
    keyId,
    keyName: 'bench',
    accountId: 'default',
    unlimited: true,
    mode: 'live',
    settings,
  };
  return {
    store,
    accept: () =>
      accept(
        parts,
        { id: requestId(Date.now()), request: { ...plainRequest, resolution: '1K' }, caller, choice: {} },
        Date.now(),
      ),
    commits: () => store.stats().commits,
    cpuUs() {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    close: () => store.close(),
  };
}
