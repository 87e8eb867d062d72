import type { App } from '../src/app.ts';
import type { Config } from '../src/config.ts';

/** What is made at the first start: a test key, and a link that signs the owner in as long as there is nobody. */
export async function firstStart(app: App, config: Config): Promise<{ key?: string; link?: string }> {
  const keys = await app.keys.list();
  const key =
    keys.length === 0 ? (await app.keys.create({ mode: 'test', name: 'first key' })).key : undefined;
  const link = config.role === 'worker' ? undefined : await app.users.first({ actor: 'plantain' });
  return { ...(key ? { key } : {}), ...(link ? { link } : {}) };
}
