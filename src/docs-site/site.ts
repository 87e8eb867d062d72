import { contractFeatures } from '../verification/contract-features.ts';
import type { Page } from './page.ts';
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
import { statusPage } from './pages/status-page.ts';
import type { SiteInput } from './site-input.ts';

/** Every page, by its English path. */
export function site(input: SiteInput): Map<string, Page> {
  const pages = [
    overviewPage(input),
    quickStartPage(input),
    authenticationPage(input),
    recipesPage(input),
    pricingPage(input),
    statusPage(input),
    promptGuidePage(input),
    callbacksPage(input),
    rateLimitsPage(input),
    errorsPage(input),
    migrationPage(input),
    operatorsPage(input),
    changelogPage(input),
    ...apiPages(input),
    ...input.models.map((model) => modelPage(input, model)),
    ...input.models.flatMap((model) =>
      contractFeatures.map((contract) => contractPage(input, model, contract)),
    ),
  ];
  return new Map(pages.map((page) => [page.path, page]));
}
