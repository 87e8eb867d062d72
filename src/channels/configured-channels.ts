import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import type { Channel } from './channel.ts';
import { readCost } from './read-cost.ts';

/** A channel as an operator writes it. */
export interface ChannelEntry {
  readonly id: string;
  readonly name?: string | undefined;
  readonly provider: string;
  readonly base_url?: string | undefined;
  readonly credential: string;
  readonly tier: 'official' | 'value';
  readonly priority: number;
  readonly enabled: boolean;
  readonly models?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Dollars by model, then by tier, and `failed`. */
  readonly cost?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Channels from their entries; `problems` receives a sentence for everything that is wrong with one. */
export function configuredChannels(
  entries: readonly ChannelEntry[],
  providers: ReadonlyMap<string, Provider>,
  catalog: ModelCatalog,
  problems: string[],
): Channel[] {
  const seen = new Set<string>();
  return entries.flatMap((entry) => {
    const say = (sentence: string) => problems.push(`channel ${entry.id}: ${sentence}`);
    if (seen.has(entry.id)) say('the id is used twice');
    seen.add(entry.id);
    const provider = providers.get(entry.provider);
    if (!provider) {
      say(`there is no provider "${entry.provider}"; there are ${[...providers.keys()].join(', ')}`);
      return [];
    }
    const settings = provider.settings.safeParse(entry.settings);
    if (!settings.success) {
      say(
        settings.error.issues.map((issue) => `settings.${issue.path.join('.')}: ${issue.message}`).join('; '),
      );
    }
    const credential = provider.credential.safeParse(entry.credential);
    if (!credential.success) {
      say(`credential: ${credential.error.issues.map((issue) => issue.message).join('; ')}`);
    }
    const models = entry.models && publicModels(entry.models, catalog, say);
    const cost = entry.cost && readCost(entry.cost, catalog, say);
    return [
      {
        id: entry.id,
        name: entry.name ?? entry.id,
        provider: entry.provider,
        baseUrl: entry.base_url ?? provider.defaultBaseUrl,
        credential: entry.credential,
        settings: (settings.data ?? {}) as Record<string, unknown>,
        mode: 'live',
        tier: entry.tier,
        priority: entry.priority,
        enabled: entry.enabled,
        ...(models ? { models } : {}),
        ...(cost ? { cost } : {}),
      } satisfies Channel,
    ];
  });
}

function publicModels(
  models: Readonly<Record<string, readonly string[]>>,
  catalog: ModelCatalog,
  say: (sentence: string) => void,
): Record<string, readonly string[]> {
  const result: Record<string, readonly string[]> = {};
  for (const [name, ids] of Object.entries(models)) {
    const model = catalog.find(name);
    if (!model) say(`there is no model "${name}"`);
    for (const id of ids) if (!catalog.upstream(id)) say(`"${id}" is not a known upstream id`);
    if (model) result[model.name] = ids;
  }
  return result;
}

/** The built-in channel of test keys. */
export function sandboxChannel(url: string): Channel {
  return {
    id: 'sandbox',
    name: 'Sandbox',
    provider: 'gemini-api',
    baseUrl: url,
    credential: 'sandbox',
    settings: {},
    mode: 'test',
    tier: 'official',
    priority: 0,
    enabled: true,
  };
}
