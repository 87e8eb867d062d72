import { contractFeatures } from '../verification/contract-features.ts';
import type { Page } from './page.ts';
import { authenticationPage } from './pages/authentication-page.ts';
import { callbacksPage } from './pages/callbacks-page.ts';
import { contractPage } from './pages/contract-page.ts';
import { errorsPage } from './pages/errors-page.ts';
import { modelPage } from './pages/model-page.ts';
import { overviewPage } from './pages/overview-page.ts';
import { pricingPage } from './pages/pricing-page.ts';
import { rateLimitsPage } from './pages/rate-limits-page.ts';
import { statusPage } from './pages/status-page.ts';
import type { SiteInput } from './site-input.ts';

/** Every page, by its English path. */
export function site(input: SiteInput): Map<string, Page> {
  const pages = [
    overviewPage(input),
    pricingPage(input),
    statusPage(input),
    errorsPage(input),
    authenticationPage(input),
    rateLimitsPage(input),
    callbacksPage(input),
    ...input.models.map((model) => modelPage(input, model)),
    ...input.models.flatMap((model) =>
      contractFeatures.map((contract) => contractPage(input, model, contract)),
    ),
  ];
  return new Map(pages.map((page) => [page.path, page]));
}
