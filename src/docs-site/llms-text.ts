import { contractFeatures } from '../verification/contract-features.ts';
import { recommendRoute } from '../verification/recommended-route.ts';
import { contractPath, type SiteInput } from './site-input.ts';
import { routeSentence } from './status-page.ts';

/** An index for language models: what to use, then where to read. */
export function llmsText({ models, table, origin, nowMs }: SiteInput): string {
  const routes = models.map(({ name }) => `- ${name}: ${routeSentence(recommendRoute(name, table), nowMs)}`);
  const pages = models.flatMap(({ name, title }) =>
    contractFeatures.map(
      (contract) =>
        `- [${title}, ${contract.title}](${origin}${contractPath(name, contract.name)}.md): ${contract.endpoint}`,
    ),
  );
  return `# Plantain

> A self-hosted gateway for image generation. Status and routes below are computed from checks.

## Recommended routes

${routes.join('\n')}

## Pages

- [Status](${origin}/docs/status.md)
- [Errors](${origin}/docs/errors.md)
- [OpenAPI](${origin}/openapi.json)
${pages.join('\n')}
`;
}
