import type { UnverifiedPromise } from '../generation/model-standing.ts';
import { unverifiedOf } from '../verification/promises.ts';
import { plainText } from './inline.ts';
import type { Text } from './language.ts';
import { navigation } from './navigation.ts';
import type { Page } from './page.ts';
import { promisesIn } from './promised-values.ts';
import { allPages, type Site } from './site.ts';
import type { SiteInput } from './site-input.ts';
import { recommendation } from './states.ts';

/** An index for language models: what to use, then where to read. */
export function llmsText(input: SiteInput, pages: Site): string {
  const { models, origin } = input;
  const routes = models.map(
    ({ name }) =>
      `- ${name}: ${plainText(recommendation(name, input).en)}${unverified(unverifiedOf(name, promisesIn(input)))}`,
  );
  const link = ({ path, title, summary }: Page) =>
    `- [${english(title)}](${origin}${path}.md): ${english(summary)}`;
  const listed = new Set(navigation(input).flatMap(({ paths }) => paths));
  const sections = navigation(input).map(({ title, paths }) => {
    const links = paths.flatMap((path) => {
      const page = pages.page(path);
      const below = allPages(pages).filter((one) => one.path.startsWith(`${path}/`) && !listed.has(one.path));
      return [...(page ? [link(page)] : []), ...(path === '/docs' ? [] : below.map(link))];
    });
    return `## ${title.en}\n\n${links.join('\n')}`;
  });
  return `# Plantain

> A self-hosted gateway for image generation. Status and routes below are computed from checks. Every page is also there in Chinese (${origin}/docs/zh.md) and Japanese (${origin}/docs/ja.md).

## Recommended routes

${routes.join('\n')}

${sections.join('\n\n')}

## Machine-readable

- [OpenAPI](${origin}/openapi.json): every public route
- [Everything as one text](${origin}/llms-full.txt)
`;
}

/** What is accepted and not proven, in a line for each state. */
const unverified = (promises: readonly UnverifiedPromise[]) =>
  promises
    .map(
      ({ feature, values, contracts, status }) =>
        `\n  - ${status}: ${feature} ${values.join(', ')} (${contracts.join(', ')})`,
    )
    .join('');

const english = (text: Text) => (typeof text === 'string' ? text : plainText(text.en));
