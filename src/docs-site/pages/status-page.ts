import type { CapabilityRow } from '../../verification/capability-table.ts';
import { contractFeatures } from '../../verification/contract-features.ts';
import { literal, type Text, type Words } from '../language.ts';
import { type Block, heading, type Page, paragraph, table } from '../page.ts';
import { contractPath, type SiteInput } from '../site-input.ts';
import { day, recommendation, rowsOf, statesExplained, stateWords } from '../states.ts';

/** How every model stands on every contract, what to use, and the newest failing messages. */
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
      overview(input),
      ...input.models.flatMap((model) => [
        heading(model.title),
        paragraph(recommendation(model.name, input)),
        ...failures(input, model.name),
      ]),
      ...recentRuns(input.runs),
    ],
  };
}

/** Every model on every contract at a glance. */
function overview(input: SiteInput): Block {
  return table(
    [{ en: 'Contract', zh: '协议', ja: '契約' }, ...input.models.map(({ title }): Text => title)],
    contractFeatures.map(({ name, title }): Text[] => [
      title,
      ...input.models.map((model) =>
        standing(rowsOf(input, model.name, name), contractPath(model.name, name)),
      ),
    ]),
  );
}

/** `Verified (sandbox)` where there is little room. */
const sandboxed: Words = { en: 'Sandbox', zh: '沙箱', ja: 'サンドボックス' };

const worstFirst = ['Failing', 'Beta', 'Verified (sandbox)', 'Verified'] as const;

/** The worst state there is, and in how many of the rows when it is a bad one. */
function standing(rows: readonly CapabilityRow[], href: string): Words {
  const count = (status: CapabilityRow['status']) => rows.filter((row) => row.status === status).length;
  const worst = worstFirst.find((status) => count(status) > 0) ?? 'Beta';
  const number = worst === 'Failing' || worst === 'Beta' ? ` ${count(worst)}/${rows.length}` : '';
  const link = (words: string) => `[${words}${number}](${href})`;
  const { en, zh, ja } = worst === 'Verified (sandbox)' ? sandboxed : stateWords[worst];
  return { en: link(en), zh: link(zh), ja: link(ja) };
}

/** The contracts of a model where something fails, with the newest message of each. */
function failures(input: SiteInput, model: string): Block[] {
  const rows = contractFeatures.flatMap(({ name, title }): Text[][] => {
    const failing = rowsOf(input, model, name).filter(({ status }) => status === 'Failing');
    if (failing.length === 0) return [];
    const link = `[${literal(title)}](${contractPath(model, name)})`;
    return [[{ en: link, zh: link, ja: link }, String(failing.length), newestFailure(failing)]];
  });
  if (rows.length === 0) return [];
  const head: Text[] = [
    { en: 'Contract', zh: '协议', ja: '契約' },
    stateWords.Failing,
    { en: 'Newest failure', zh: '最近的失败', ja: '最新の失敗' },
  ];
  return [table(head, rows)];
}

const kinds: Readonly<Record<string, Words>> = {
  sandbox: { en: 'the sandbox', zh: '沙箱', ja: 'サンドボックス' },
  official: { en: 'an official channel', zh: '官方通道', ja: '公式チャネル' },
  value: { en: 'a value channel', zh: '经济通道', ja: '割安チャネル' },
};
const reasons: Readonly<Record<string, Words>> = {
  demand: { en: 'asked for', zh: '手动', ja: '手動' },
  schedule: { en: 'on schedule', zh: '定期', ja: '定期' },
  'channel-changed': { en: 'a channel changed', zh: '通道变更', ja: 'チャネルの変更' },
};

/** When checks ran and what they found; which channel it was is the operator's business. */
function recentRuns(runs: SiteInput['runs']): Block[] {
  if (runs.length === 0) return [];
  return [
    heading({ en: 'Recent checks', zh: '最近的检查', ja: '最近の検査' }),
    table(
      [
        { en: 'Began (UTC)', zh: '开始时间（UTC）', ja: '開始（UTC）' },
        { en: 'Of', zh: '对象', ja: '対象' },
        { en: 'Why', zh: '原因', ja: '理由' },
        { en: 'Requests', zh: '请求', ja: 'リクエスト' },
        { en: 'Passed', zh: '通过', ja: '合格' },
        { en: 'Failed', zh: '未通过', ja: '不合格' },
      ],
      runs.map((run): Text[] => [
        new Date(run.started_at).toISOString().slice(0, 16).replace('T', ' '),
        kinds[run.kind] ?? run.kind,
        reasons[run.reason] ?? run.reason,
        `${run.done} / ${run.planned}`,
        String(run.passed),
        String(run.failed),
      ]),
    ),
  ];
}

function newestFailure(failing: readonly CapabilityRow[]): string {
  const [newest] = [...failing].sort((a, b) => (b.checkedAtMs ?? 0) - (a.checkedAtMs ?? 0));
  return newest ? `${newest.case.label}: ${newest.message ?? ''} (${day(newest.checkedAtMs ?? 0)})` : '';
}
