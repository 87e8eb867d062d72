import type { CapabilityRow } from '../../verification/capability-table.ts';
import { contractFeatures } from '../../verification/contract-features.ts';
import { literal, type Text } from '../language.ts';
import { heading, type Page, paragraph, table } from '../page.ts';
import { contractPath, type SiteInput } from '../site-input.ts';
import { day, recommendation, rowsOf, statesExplained, stateWords } from '../states.ts';

/** Per model and contract how many promises hold, and the newest failing messages. */
export function statusPage(input: SiteInput): Page {
  return {
    path: '/docs/status',
    title: { en: 'Status', zh: '状态', ja: 'ステータス' },
    summary: {
      en: 'What the last checks found, computed from their evidence when this page was asked for.',
      zh: '最近一次检查的结果，在请求本页时由验证证据实时计算得出。',
      ja: '最新の検査結果です。このページが要求された時点で、検証の証拠から計算されています。',
    },
    blocks: [
      paragraph(statesExplained),
      ...input.models.flatMap((model) => [
        heading(model.title),
        paragraph(recommendation(model.name, input)),
        table(
          [
            { en: 'Contract', zh: '协议', ja: '契約' },
            stateWords.Verified,
            stateWords.Beta,
            stateWords.Failing,
            { en: 'Newest failure', zh: '最近的失败', ja: '最新の失敗' },
          ],
          contractFeatures.map(({ name, title }): Text[] => {
            const rows = rowsOf(input, model.name, name);
            const count = (word: string) =>
              String(rows.filter(({ status }) => status.startsWith(word)).length);
            const link = `[${literal(title)}](${contractPath(model.name, name)})`;
            return [
              { en: link, zh: link, ja: link },
              count('Verified'),
              count('Beta'),
              count('Failing'),
              newestFailure(rows),
            ];
          }),
        ),
      ]),
    ],
  };
}

function newestFailure(rows: readonly CapabilityRow[]): string {
  const [newest] = rows
    .filter(({ status }) => status === 'Failing')
    .sort((a, b) => (b.checkedAtMs ?? 0) - (a.checkedAtMs ?? 0));
  return newest ? `${newest.case.label}: ${newest.message ?? ''} (${day(newest.checkedAtMs ?? 0)})` : '';
}
