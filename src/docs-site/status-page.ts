import type { CapabilityRow } from '../verification/capability-table.ts';
import { contractFeatures } from '../verification/contract-features.ts';
import { type RecommendedRoute, recommendRoute } from '../verification/recommended-route.ts';
import { heading, type Page, paragraph } from './page.ts';
import type { SiteInput } from './site-input.ts';

/** Per model and contract how many promises hold, and the newest failing messages. */
export function statusPage({ models, table, nowMs }: SiteInput): Page {
  return {
    path: '/docs/status',
    title: 'Status',
    summary: 'What the last checks found, computed from their evidence when this page was asked for.',
    blocks: models.flatMap((model) => [
      heading(model.title),
      paragraph(routeSentence(recommendRoute(model.name, table), nowMs)),
      {
        kind: 'table' as const,
        head: ['Contract', 'Verified', 'Beta', 'Failing', 'Newest failure'],
        rows: contractFeatures.map(({ name, title }) => {
          const rows = table.filter(
            ({ case: row }) => row.model === model.name && row.contract === name && row.surface === 'gateway',
          );
          const count = (word: string) => String(rows.filter(({ status }) => status.startsWith(word)).length);
          return [title, count('Verified'), count('Beta'), count('Failing'), newestFailure(rows)];
        }),
      },
    ]),
  };
}

/** The recommendation in words, dated, with what is wrong with the other routes. */
export function routeSentence(route: RecommendedRoute | undefined, nowMs: number): string {
  if (!route) return 'No route of this model is verified at present, so none is recommended.';
  const where = route.sandbox ? ' against the sandbox' : '';
  const others = route.notRecommended.map(
    ({ endpoint, messages }) => ` Not recommended: ${endpoint} (${messages.join('; ')}).`,
  );
  return `Recommended: ${route.endpoint}, ${route.passing} promises checked${where}, last ${ago(route.checkedAtMs, nowMs)} (${day(route.checkedAtMs)}).${others.join('')}`;
}

function newestFailure(rows: readonly CapabilityRow[]): string {
  const [newest] = rows
    .filter(({ status }) => status === 'Failing')
    .sort((a, b) => (b.checkedAtMs ?? 0) - (a.checkedAtMs ?? 0));
  return newest ? `${newest.case.label}: ${newest.message ?? ''} (${day(newest.checkedAtMs ?? 0)})` : '';
}

export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export function ago(ms: number, nowMs: number): string {
  const hours = Math.max(0, Math.floor((nowMs - ms) / 3_600_000));
  if (hours < 1) return 'within the hour';
  return hours < 48 ? `${hours} hours ago` : `${Math.floor(hours / 24)} days ago`;
}
