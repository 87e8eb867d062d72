import { contractFeatures } from '../verification/contract-features.ts';
import { recommendRoute } from '../verification/recommended-route.ts';
import { contractPage } from './contract-page.ts';
import { errorPage } from './error-page.ts';
import { heading, type Page, paragraph } from './page.ts';
import { contractPath, type SiteInput } from './site-input.ts';
import { routeSentence, statusPage } from './status-page.ts';

/** Every page, by its path. */
export function site(input: SiteInput): Map<string, Page> {
  const contracts = input.models.flatMap((model) =>
    contractFeatures.map((contract) => contractPage(input, model, contract)),
  );
  const pages = [indexPage(input), statusPage(input), errorPage(), ...contracts];
  return new Map(pages.map((page) => [page.path, page]));
}

function indexPage({ models, table, nowMs }: SiteInput): Page {
  return {
    path: '/docs',
    title: 'Plantain',
    summary: 'One gateway for image generation. What these pages promise was checked; each row says when.',
    blocks: models.flatMap((model) => [
      heading(`${model.title} (${model.name})`),
      paragraph(routeSentence(recommendRoute(model.name, table), nowMs)),
      {
        kind: 'list' as const,
        items: contractFeatures.map(({ name, title, endpoint }) => ({
          text: `${title}: ${endpoint}`,
          href: contractPath(model.name, name),
        })),
      },
    ]),
  };
}
