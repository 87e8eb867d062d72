import { contractFeatures } from '../verification/contract-features.ts';
import type { Page } from './page.ts';
import { adminPages } from './pages/admin-pages.ts';
import { apiPages } from './pages/api-pages.ts';
import { authenticationPage } from './pages/authentication-page.ts';
import { callbacksPage } from './pages/callbacks-page.ts';
import { changelogPage } from './pages/changelog-page.ts';
import { contractPage } from './pages/contract-page.ts';
import { errorsPage } from './pages/errors-page.ts';
import { migrationPage } from './pages/migration-page.ts';
import { modelPage } from './pages/model-page.ts';
import { operatorsPage } from './pages/operators-page.ts';
import { overviewPage } from './pages/overview-page.ts';
import { pricingPage } from './pages/pricing-page.ts';
import { promptGuidePage } from './pages/prompt-guide-page.ts';
import { quickStartPage } from './pages/quick-start-page.ts';
import { rateLimitsPage } from './pages/rate-limits-page.ts';
import { recipesPage } from './pages/recipes-page.ts';
import { speedPage } from './pages/speed-page.ts';
import { statusPage } from './pages/status-page.ts';
import { contractPath, type SiteInput } from './site-input.ts';

/** The pages made from one state of the gateway, each when it is first asked for: all of them take too long at once. */
export interface Site {
  /** English paths of all pages. */
  readonly paths: readonly string[];
  page(path: string): Page | undefined;
}

export function site(input: SiteInput): Site {
  const makers = new Map<string, () => Page>([
    ['/docs', () => overviewPage(input)],
    ['/docs/quick-start', () => quickStartPage(input)],
    ['/docs/authentication', () => authenticationPage(input)],
    ['/docs/recipes', () => recipesPage(input)],
    ['/docs/pricing', () => pricingPage(input)],
    ['/docs/status', () => statusPage(input)],
    ['/docs/prompt-guide', () => promptGuidePage(input)],
    ['/docs/callbacks', () => callbacksPage(input)],
    ['/docs/rate-limits', () => rateLimitsPage(input)],
    ['/docs/errors', () => errorsPage(input)],
    ['/docs/migration', () => migrationPage(input)],
    ['/docs/operators', () => operatorsPage(input)],
    ['/docs/speed', () => speedPage(input)],
    ['/docs/changelog', () => changelogPage(input)],
    ...adminPages(input),
    ...apiPages(input),
  ]);
  for (const model of input.models) {
    makers.set(`/docs/${model.name}`, () => modelPage(input, model));
    for (const contract of contractFeatures) {
      makers.set(contractPath(model.name, contract.name), () => contractPage(input, model, contract));
    }
  }
  const made = new Map<string, Page>();
  return {
    paths: [...makers.keys()],
    page(path) {
      const known = made.get(path) ?? makers.get(path)?.();
      if (known) made.set(path, known);
      return known;
    },
  };
}

export const allPages = ({ paths, page }: Site): Page[] => paths.flatMap((path) => page(path) ?? []);
