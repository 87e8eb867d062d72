import { descriptionOf, type Model, type ModelCatalog } from '../../generation/model.ts';
import type { ModelRoute, ModelStanding } from '../../generation/model-standing.ts';
import type { RouteInput } from '../../generation/route-input.ts';

/** Names a list shows: the public name and Google's current id, which some clients insist on (`gemini-…`). */
export function publicNames(model: Model): string[] {
  return [...new Set([model.name, ...model.aliases.filter((alias) => !alias.includes('_'))])].filter(
    (name) => !name.endsWith('-preview'),
  );
}

/** A model under each of its public names, as OpenAI's clients read it. */
export async function entriesOf(model: Model, input: RouteInput) {
  const standing = await input.standingOf(model.name);
  return publicNames(model).map((name) => openaiEntry(model, name, standing));
}

/** `recommended_route` is null while checks recommend none. */
export function openaiEntry(model: Model, name: string, { route, unverified }: ModelStanding) {
  return {
    id: name,
    object: 'model',
    created: model.releasedAt,
    owned_by: 'google',
    supported_endpoint_types: ['image-generation', 'openai', 'gemini'],
    recommended_route: route ? routeView(route, name) : null,
    unverified,
  };
}

const routeView = (route: ModelRoute, name: string) => ({
  endpoint: route.endpoint.replace('{model}', name),
  contract: route.contract,
  checked_at: new Date(route.checkedAtMs).toISOString(),
  sandbox: route.sandbox,
  not_recommended: route.notRecommended.map(({ endpoint, contract, messages }) => ({
    endpoint: endpoint.replace('{model}', name),
    contract,
    messages,
  })),
});

/** Those of the upstream id that is tried first. */
export const tokenLimitsOf = (model: Model, catalog: ModelCatalog) =>
  catalog.upstream(model.upstreamIds[0] ?? '')?.tokenLimits;

export function geminiEntry(model: Model, name: string, catalog: ModelCatalog) {
  const limits = tokenLimitsOf(model, catalog);
  return {
    name: `models/${name}`,
    version: '001',
    displayName: model.title,
    description: descriptionOf(model),
    ...(limits ? { inputTokenLimit: limits.input, outputTokenLimit: limits.output } : {}),
    supportedGenerationMethods: ['generateContent', 'countTokens', 'batchGenerateContent'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 1,
  };
}
