import { microsToUsd } from '../generation/price.ts';
import type { CapabilityRow } from '../verification/capability-table.ts';
import { type RecommendedRoute, recommendRoute } from '../verification/recommended-route.ts';
import { literal, type Words } from './language.ts';
import type { SiteInput } from './site-input.ts';

/** The states of the capability table, and the one of what a model has not. */
export const stateWords: Readonly<Record<CapabilityRow['status'] | 'Not supported', Words>> = {
  Verified: { en: 'Verified', zh: '已验证', ja: '検証済み' },
  'Verified (sandbox)': { en: 'Verified (sandbox)', zh: '已验证（沙箱）', ja: '検証済み（サンドボックス）' },
  Beta: { en: 'Beta', zh: '测试版', ja: 'ベータ' },
  Failing: { en: 'Failing', zh: '失败', ja: '失敗' },
  'Not supported': { en: 'Not supported', zh: '不支持', ja: '非対応' },
};

/** What the states mean, where a table uses them. */
export const statesExplained: Words = {
  en: '**Verified**: the newest check of at least one channel passed and is at most seven days old; **(sandbox)** when it ran against the emulator. **Beta**: not checked here, or too long ago. **Failing**: the newest check of a channel failed, and no other channel is verified.',
  zh: '**已验证**：至少一个通道的最近一次检查通过，且不超过七天；**（沙箱）**表示检查针对模拟器运行。**测试版**：此处尚未检查，或检查已过期。**失败**：有通道的最近一次检查未通过，且没有其他通道已验证。',
  ja: '**検証済み**：少なくとも 1 つのチャネルの最新の検査が合格で、7 日以内のもの。**（サンドボックス）**はエミュレーターに対する検査です。**ベータ**：ここでは未検査、または検査が古いもの。**失敗**：あるチャネルの最新の検査が不合格で、ほかに検証済みのチャネルがないもの。',
};

/** The recommendation for a model in words, dated, with what is wrong with the other routes. */
export function recommendation(model: string, { table, nowMs }: SiteInput): Words {
  return routeWords(recommendRoute(model, table), nowMs);
}

function routeWords(route: RecommendedRoute | undefined, nowMs: number): Words {
  if (!route) {
    return {
      en: 'No route of this model is verified at present, so none is recommended.',
      zh: '该模型目前没有任何路由通过验证，因此不作推荐。',
      ja: '現在このモデルで検証済みの経路はないため、推奨はありません。',
    };
  }
  const endpoint = `\`${route.endpoint.replace('{model}', route.model)}\``;
  const date = day(route.checkedAtMs);
  const age = ago(route.checkedAtMs, nowMs);
  const others = route.notRecommended.map(({ endpoint: other, messages }) => ({
    endpoint: `\`${other.replace('{model}', route.model)}\``,
    messages: messages.map(literal).join('; '),
  }));
  return {
    en: `Recommended: ${endpoint}, ${route.passing} promise${route.passing === 1 ? '' : 's'} checked${route.sandbox ? ' against the sandbox' : ''}, last ${age.en} (${date}).${others.map((one) => ` Not recommended: ${one.endpoint} (${one.messages}).`).join('')}`,
    zh: `推荐：${endpoint}，已检查 ${route.passing} 项承诺${route.sandbox ? '（针对沙箱）' : ''}，最近一次在${age.zh}（${date}）。${others.map((one) => `不推荐：${one.endpoint}（${one.messages}）。`).join('')}`,
    ja: `推奨：${endpoint}。${route.sandbox ? 'サンドボックスに対して' : ''} ${route.passing} 項目を検査済み、最終検査は${age.ja}（${date}）。${others.map((one) => `非推奨：${one.endpoint}（${one.messages}）。`).join('')}`,
  };
}

/** Rows of one contract of a model, through the gateway. */
export const rowsOf = (input: SiteInput, model: string, contract: string): readonly CapabilityRow[] =>
  input.table.filter(
    ({ case: row }) => row.model === model && row.contract === contract && row.surface === 'gateway',
  );

export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export function ago(ms: number, nowMs: number): Words {
  const hours = Math.max(0, Math.floor((nowMs - ms) / 3_600_000));
  if (hours < 1) return { en: 'within the hour', zh: '一小时内', ja: '1 時間以内' };
  if (hours < 48) return { en: `${hours} hours ago`, zh: `${hours} 小时前`, ja: `${hours} 時間前` };
  const days = Math.floor(hours / 24);
  return { en: `${days} days ago`, zh: `${days} 天前`, ja: `${days} 日前` };
}

export const dollars = (micros: number): string => `$${microsToUsd(micros)}`;
