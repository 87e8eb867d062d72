import { aspectRatios } from '../../generation/aspect-ratio.ts';
import { limitsOf, type Model } from '../../generation/model.ts';
import { resolutions } from '../../generation/resolution.ts';
import type { CapabilityRow } from '../../verification/capability-table.ts';
import type { ContractFeatures } from '../../verification/contract-features.ts';
import { answersOf } from '../answers.ts';
import { assistantExample } from '../assistant-example.ts';
import { capabilityRows, valuesText } from '../capability-rows.ts';
import { examplesOf } from '../examples.ts';
import type { Text, Words } from '../language.ts';
import { nativeCostWords } from '../native-cost-words.ts';
import { type Block, code, heading, type Page, paragraph, table } from '../page.ts';
import { contractPath, type SiteInput } from '../site-input.ts';
import { statesExplained, stateWords } from '../states.ts';
import { limitTable } from './limit-table.ts';
import { parameterTable } from './parameter-table.ts';

/** One model on one contract: its parameters, limits, examples and capability table. */
export function contractPage(input: SiteInput, model: Model, contract: ContractFeatures): Page {
  const rows = input.table.filter(
    ({ case: row }) => row.model === model.name && row.contract === contract.name,
  );
  const call = `\`${contract.endpoint.replace('{model}', model.name)}\``;
  return {
    path: contractPath(model.name, contract.name),
    title: `${model.title}: ${contract.title}`,
    summary: {
      en: `${call}. This page covers only \`${model.name}\` on this contract.`,
      zh: `${call}。本页仅介绍 \`${model.name}\` 在该协议下的用法。`,
      ja: `${call}。このページはこの契約での \`${model.name}\` だけを扱います。`,
    },
    blocks: [
      heading({ en: 'Examples', zh: '示例', ja: '例' }),
      ...examplesOf(model, contract, input.origin),
      ...(contract.name === 'mcp' ? assistantExample(input.origin) : []),
      heading({ en: 'The answer', zh: '响应', ja: '応答' }),
      ...answers(input, model, contract),
      ...(contract.name === 'gemini' ? [paragraph(nativeCostWords)] : []),
      heading({ en: 'Parameters', zh: '参数', ja: 'パラメーター' }),
      parameterTable(input, model, contract),
      heading({ en: 'Limits', zh: '限制', ja: '制限' }),
      limitTable(input, model, contract),
      ...knownLimits(input, rows),
      heading({ en: 'Capability status', zh: '能力状态', ja: '機能の状態' }),
      paragraph(statesExplained),
      table(
        [
          { en: 'Capability', zh: '能力', ja: '機能' },
          { en: 'Status', zh: '状态', ja: '状態' },
          { en: 'Checked', zh: '检查时间', ja: '検査日' },
          { en: 'Notes', zh: '说明', ja: '備考' },
        ],
        [...capabilityRows(rows, input.nowMs), ...missing(model, contract, rows)],
      ),
    ],
  };
}

/** What the example is answered with; some fields are left out here. */
const answers = (input: SiteInput, model: Model, contract: ContractFeatures): Block[] =>
  answersOf(model, contract, input.origin).flatMap(({ call, value }) => {
    const json = code('json', JSON.stringify(value, null, 2));
    return call === undefined ? [json] : [paragraph(endedWords(`\`${call}\``)), json];
  });

const endedWords = (call: string): Words => ({
  en: `${call}, when it has ended:`,
  zh: `任务结束后，${call}：`,
  ja: `終了後の ${call}：`,
});

/** Sizes and ratios that the family knows and this model has not, and what cannot be asked for here. */
function missing(model: Model, contract: ContractFeatures, rows: readonly CapabilityRow[]): Text[][] {
  const limits = limitsOf(model, contract.name);
  const refused = {
    en: 'refused with a 400 that names what the model has',
    zh: '以 400 拒绝，并列出模型支持的取值',
    ja: 'モデルが対応する値を示す 400 で拒否',
  };
  const lacking = [
    valuesText(
      'resolution',
      resolutions.filter((name) => !limits.resolutions.includes(name)),
    ),
    valuesText(
      'aspect-ratio',
      aspectRatios.filter((name) => !limits.aspectRatios.includes(name)),
    ),
  ].flatMap((values) => (values ? [[values, stateWords['Not supported'], '', refused]] : []));
  const unsaid = {
    en: 'cannot be asked for on this contract, or of this model',
    zh: '该协议或该模型无法提出此要求',
    ja: 'この契約、またはこのモデルでは指定できません',
  };
  const absent = Object.entries(optionalFeatures).flatMap(([feature, words]) =>
    rows.some((row) => row.case.feature === feature)
      ? []
      : [[words, stateWords['Not supported'], '', unsaid]],
  );
  return [...lacking, ...absent];
}

/** Features that not every model and contract has. */
const optionalFeatures: Readonly<Record<string, Words>> = {
  search: { en: 'Search grounding', zh: '搜索增强', ja: '検索グラウンディング' },
  streaming: { en: 'Streaming', zh: '流式输出', ja: 'ストリーミング' },
  callback: { en: 'Callbacks', zh: '回调', ja: 'コールバック' },
  output: { en: 'Output format', zh: '输出格式', ja: '出力形式' },
};

/** What fails today, said before the long table. */
function knownLimits(input: SiteInput, rows: readonly CapabilityRow[]): Block[] {
  const failing = rows.filter(({ status }) => status === 'Failing');
  if (failing.length === 0) return [];
  return [
    heading({ en: 'Known limits today', zh: '当前已知问题', ja: '現在の既知の問題' }),
    table(
      [
        { en: 'Capability', zh: '能力', ja: '機能' },
        { en: 'What the check found', zh: '检查结果', ja: '検査の結果' },
      ],
      capabilityRows(failing, input.nowMs).map(([label = '', , , message = '']) => [label, message]),
    ),
  ];
}
