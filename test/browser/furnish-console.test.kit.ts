import { askAs, type ConsoleSite } from './console-site.test.kit.ts';

/** Something on every page: a customer with money and a limited key, a channel with costs, a callback nobody takes. */
export async function furnishConsole({ page, gateway }: ConsoleSite): Promise<void> {
  const post = <Answer = unknown>(path: string, body: object) => askAs<Answer>(page, 'POST', path, body);
  const account = await post<{ id: string }>('/admin/accounts', { name: 'A shop', kind: 'prepaid' });
  await post(`/admin/accounts/${account.id}/top-ups`, {
    amount_micros: 1_234_567_890,
    mode: 'test',
    reason: 'a start',
  });
  await post('/admin/keys', {
    name: 'The till of the shop at the harbour',
    mode: 'test',
    account_id: account.id,
    models: ['nano-banana', 'nano-banana-2'],
    strategy: 'value',
    requests_per_minute: 60,
    concurrency: 4,
    budget: { day_micros: 5_000_000, month_micros: 100_000_000 },
    ip_allow: ['192.0.2.0/24', '2001:db8::/32'],
    expires_at: '2099-03-04T05:06:07.000Z',
    pin_channels: true,
  });
  await post('/admin/keys', { name: 'plain', mode: 'test' });
  for (const [id, tier] of [
    ['google', 'official'],
    ['relay', 'value'],
  ]) {
    await post('/admin/channels', {
      id,
      tier,
      provider: 'gemini-api',
      base_url: gateway.upstream.url,
      credential: `canary-${id}`,
      limits: { requests_per_minute: 500, concurrency: 40 },
      cost: { 'nano-banana': { '1K': 0.039 }, 'nano-banana-2': { '0.5K': 0.045, '1K': 0.067, '4K': 0.151 } },
    });
  }
  await post('/admin/channels/google/test', { image: false });
  await post('/admin/channels/relay/drain', {});
  await post('/v1/generations', {
    model: 'nano-banana-2',
    prompt: 'Three small boats, one of them red',
    resolution: '0.5K',
    count: 3,
    wait: 60,
    callback_url: 'http://127.0.0.1:9/nobody-listens-here',
  });
  await post('/admin/accounts/default/callback-secrets', {});
}
