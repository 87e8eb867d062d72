import { fieldWords } from '../generation/issue-words.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import type { Channel, ChannelCapabilities, ChannelLimits } from './channel.ts';
import type { ChannelEntry } from './channel-entry.ts';
import { readCost } from './read-cost.ts';

const sandboxId = 'sandbox';

/** Channels from their entries; `problems` receives a sentence for everything that is wrong with one. */
export function configuredChannels(
  entries: readonly ChannelEntry[],
  providers: ReadonlyMap<string, Provider>,
  catalog: ModelCatalog,
  problems: string[],
  source: Channel['source'],
  /** `kept`: they are sealed elsewhere, and say nothing here. */
  given: 'given' | 'kept' = 'given',
): Channel[] {
  const seen = new Set<string>();
  return entries.flatMap((entry) => {
    const say = (sentence: string) => problems.push(`channel ${entry.id}: ${sentence}`);
    if (entry.id === sandboxId) say('the id is that of the built-in channel of test keys');
    if (seen.has(entry.id)) say('the id is used twice');
    seen.add(entry.id);
    const provider = providers.get(entry.provider);
    if (!provider) {
      say(`there is no provider "${entry.provider}"; there are ${[...providers.keys()].join(', ')}`);
      return [];
    }
    const settings = provider.settings.safeParse(entry.settings, { error: fieldWords });
    if (!settings.success) {
      say(settings.error.issues.map(settingProblem).join('; '));
    }
    const secrets = [
      ...(entry.credential === undefined ? [] : [entry.credential]),
      ...(entry.credentials ?? []),
    ];
    if (given === 'given') {
      if (secrets.length === 0) say('credential: is missing');
      for (const problem of credentialProblems(provider, secrets)) say(`credential: ${problem}`);
    }
    const models = entry.models && publicModels(entry.models, catalog, say);
    const cost = entry.cost && readCost(entry.cost, catalog, say);
    return [
      {
        id: entry.id,
        name: entry.name ?? entry.id,
        provider: entry.provider,
        baseUrl: entry.base_url ?? provider.defaultBaseUrl,
        credential: secrets[0] ?? '',
        credentials: secrets.map((secret, index) => ({ id: `${entry.id}/${index + 1}`, secret })),
        settings: (settings.data ?? {}) as Record<string, unknown>,
        mode: 'live',
        tier: entry.tier,
        priority: entry.priority,
        weight: entry.weight ?? 1,
        enabled: entry.enabled,
        draining: entry.draining ?? false,
        probe: entry.probe ?? true,
        limits: limitsOf(entry),
        capabilities: capabilitiesOf(entry),
        tags: entry.tags ?? [],
        source,
        ...(models ? { models } : {}),
        ...(cost ? { cost } : {}),
      } satisfies Channel,
    ];
  });
}

const settingProblem = ({ path, message }: { path: readonly PropertyKey[]; message: string }): string =>
  `${['settings', ...path.map(String)].join('.')}: ${message}`;

/** What is wrong with secrets, without them. */
const credentialProblems = (provider: Provider, secrets: readonly string[]): string[] =>
  secrets.flatMap((secret) => {
    const read = provider.credential.safeParse(secret);
    return read.success ? [] : [read.error.issues.map((issue) => issue.message).join('; ')];
  });

function limitsOf({ limits }: ChannelEntry): ChannelLimits {
  return {
    ...(limits?.requests_per_minute === undefined ? {} : { requestsPerMinute: limits.requests_per_minute }),
    ...(limits?.concurrency === undefined ? {} : { concurrency: limits.concurrency }),
  };
}

function capabilitiesOf({ capabilities = {} }: ChannelEntry): ChannelCapabilities {
  const given = {
    maxReferences: capabilities.max_references,
    maxReferenceBytes: capabilities.max_reference_bytes,
    maxRequestBytes: capabilities.max_request_bytes,
    maxPromptLength: capabilities.max_prompt_length,
    resolutions: capabilities.resolutions,
    aspectRatios: capabilities.aspect_ratios,
    native: capabilities.native,
    severalReferences: capabilities.several_references,
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as ChannelCapabilities;
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
    id: sandboxId,
    name: 'Sandbox',
    provider: 'gemini-api',
    baseUrl: url,
    credential: 'sandbox',
    credentials: [{ id: `${sandboxId}/1`, secret: 'sandbox' }],
    // The emulator's own, and it writes no other: `#emulate(relay, shape=markdown-url)`.
    settings: { trust_own_links: true },
    mode: 'test',
    tier: 'official',
    priority: 0,
    weight: 1,
    enabled: true,
    draining: false,
    probe: false,
    limits: {},
    capabilities: {},
    tags: [],
    source: 'config',
  };
}
