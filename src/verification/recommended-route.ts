import type { ModelRoute } from '../generation/model-standing.ts';
import type { CapabilityRow } from './capability-table.ts';
import { contractFeatures, isBasic } from './contract-features.ts';

/** The contract to use for a model today, and what is wrong with the others. */
export interface RecommendedRoute extends ModelRoute {
  readonly model: string;
  readonly passing: number;
  readonly failing: number;
}

/** The contract with text-to-image proven and the fewest failing rows; at a tie the one that is listed first. */
export function recommendRoute(model: string, table: readonly CapabilityRow[]): RecommendedRoute | undefined {
  const standings = contractFeatures.map((contract) => {
    const rows = table.filter(
      (row) =>
        row.case.model === model && row.case.contract === contract.name && row.case.surface === 'gateway',
    );
    const passed = rows.filter(({ status }) => status.startsWith('Verified'));
    const failing = rows.filter(({ status }) => status === 'Failing');
    const basic = passed.find((row) => isBasic(row.case));
    return { contract, passed, failing, basic };
  });
  const [best] = standings
    .filter(({ basic, contract }) => basic !== undefined && !contract.isEdit)
    .sort((a, b) => a.failing.length - b.failing.length);
  if (!best?.basic) return undefined;
  return {
    model,
    contract: best.contract.name,
    endpoint: best.contract.endpoint,
    checkedAtMs: Math.max(...best.passed.map(({ checkedAtMs }) => checkedAtMs ?? 0)),
    sandbox: best.basic.status === 'Verified (sandbox)',
    passing: best.passed.length,
    failing: best.failing.length,
    notRecommended: standings
      .filter(({ failing, basic }) => !basic && failing.length > 0)
      .map(({ contract, failing }) => ({
        contract: contract.name,
        endpoint: contract.endpoint,
        messages: [...new Set(failing.flatMap(({ message }) => message ?? []))].slice(0, 3),
      })),
  };
}
