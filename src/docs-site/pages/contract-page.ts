import { aspectRatios } from '../../generation/aspect-ratio.ts';
import { limitsOf, type Model } from '../../generation/model.ts';
import { resolutions } from '../../generation/resolution.ts';
import type { CapabilityRow } from '../../verification/capability-table.ts';
import type { ContractFeatures } from '../../verification/contract-features.ts';
import type { PromisedFeature } from '../../verification/promises.ts';
import { answersOf } from '../answers.ts';
import { apiFieldWords } from '../api-field-words.ts';
import { assistantExample } from '../assistant-example.ts';
import { capabilityRows, valuesText } from '../capability-rows.ts';
import { examplesOf } from '../examples.ts';
import { fieldWords } from '../field-words.ts';
import type { Text, Words } from '../language.ts';
import { nativeCostWords } from '../native-cost-words.ts';
import { type Block, code, heading, type Page, paragraph, table } from '../page.ts';
import { promisedValues } from '../promised-values.ts';
import { bodySchema, type Field, fieldsOf, wordsName } from '../schema-fields.ts';
import { contractPath, type SiteInput } from '../site-input.ts';
import { statesExplained, stateWords } from '../states.ts';

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

/** Members of these are parameters, too; others are shapes some client sends, and are said in one line. */
const opened = /^(?:input|contents|generationConfig|params)\b/;

/** The fields of a contract's body that its pages explain. */
export function parametersOf({ document }: SiteInput, contract: ContractFeatures): Field[] {
  const [method = '', path = ''] = contract.endpoint.split(' ');
  const known = document();
  return fieldsOf(known, bodySchema(known, path, method.toLowerCase())).filter(
    ({ name }) => !name.includes('.') || opened.test(name),
  );
}

function parameterTable(input: SiteInput, model: Model, contract: ContractFeatures): Block {
  const promised = (feature: PromisedFeature) =>
    promisedValues(input, { model: model.name, contract: contract.name, feature });
  const [, path = ''] = contract.endpoint.split(' ');
  const ofModel: Readonly<Record<string, Text>> = {
    resolution: promised('resolution'),
    imageSize: promised('resolution'),
    aspect_ratio: promised('aspect-ratio'),
    aspectRatio: promised('aspect-ratio'),
    output_format: promised('output'),
  };
  return table(
    [
      { en: 'Parameter', zh: '参数', ja: 'パラメーター' },
      { en: 'Type', zh: '类型', ja: '型' },
      { en: 'Values', zh: '取值', ja: '値' },
      { en: 'Meaning', zh: '含义', ja: '意味' },
    ],
    parametersOf(input, contract).map(({ name, type, isRequired, values }): Text[] => {
      const shown = `\`${name}\``;
      return [
        isRequired
          ? { en: `${shown} **required**`, zh: `${shown} **必填**`, ja: `${shown} **必須**` }
          : { en: shown, zh: shown, ja: shown },
        type,
        ofModel[wordsName(name)] ?? values,
        apiFieldWords[`${path} ${name}`] ?? fieldWords[wordsName(name)] ?? '',
      ];
    }),
  );
}

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

/** An edit starts from a picture. */
const countWords = ({ en, zh, ja }: Words, { isEdit }: ContractFeatures): Words =>
  isEdit ? { en: fromOne(en), zh: fromOne(zh), ja: fromOne(ja) } : { en, zh, ja };

const fromOne = (count: string) => count.replace(/^0/, '1');

/** Where references are URLs, and where they may also be data: URLs. */
const urlWords = ({ en, zh, ja }: Words, { takesDataUrls }: ContractFeatures): Words =>
  takesDataUrls
    ? {
        en: `${en}, public URLs or data: URLs of PNG, JPEG or WebP, 30 MiB each`,
        zh: `${zh}，PNG、JPEG 或 WebP 的公开 URL 或 data: URL，每张不超过 30 MiB`,
        ja: `${ja}。PNG・JPEG・WebP の公開 URL または data: URL、各 30 MiB まで`,
      }
    : {
        en: `${en}, public URLs of PNG, JPEG or WebP, 30 MiB each`,
        zh: `${zh}，PNG、JPEG 或 WebP 的公开 URL，每张不超过 30 MiB`,
        ja: `${ja}。PNG・JPEG・WebP の公開 URL、各 30 MiB まで`,
      };

const inlineWords = ({ en, zh, ja }: Words, { isEdit }: ContractFeatures): Words =>
  isEdit
    ? {
        en: `${en}, files of a form, or URLs in JSON`,
        zh: `${zh}，表单文件，或 JSON 中的 URL`,
        ja: `${ja}。フォームのファイル、または JSON の URL`,
      }
    : { en: `${en}, inline`, zh: `${zh}，内联`, ja: `${ja}、インライン` };

function limitTable(input: SiteInput, model: Model, contract: ContractFeatures): Block {
  const limits = limitsOf(model, contract.name);
  const promised = (feature: PromisedFeature) =>
    promisedValues(input, { model: model.name, contract: contract.name, feature });
  const count = countWords(promised('references'), contract);
  const isUrl = contract.references === 'url' || contract.takesDataUrls === true;
  return table(
    [
      { en: 'What', zh: '项目', ja: '項目' },
      { en: 'Values', zh: '取值', ja: '値' },
    ],
    [
      [{ en: 'Model', zh: '模型', ja: 'モデル' }, [model.name, ...model.aliases].join(', ')],
      [
        { en: 'Prompt', zh: '提示词', ja: 'プロンプト' },
        contract.isNative
          ? {
              en: 'sent on as it is: only the model’s own limit counts',
              zh: '原样转发：仅受模型自身限制',
              ja: 'そのまま転送。モデル自身の上限だけがあります',
            }
          : {
              en: `up to ${limits.maxPromptLength} characters`,
              zh: `最多 ${limits.maxPromptLength} 个字符`,
              ja: `${limits.maxPromptLength} 文字まで`,
            },
      ],
      [
        { en: 'References', zh: '参考图', ja: '参照画像' },
        isUrl ? urlWords(count, contract) : inlineWords(count, contract),
      ],
      [{ en: 'Resolution', zh: '分辨率', ja: '解像度' }, promised('resolution')],
      [{ en: 'Aspect ratio', zh: '宽高比', ja: 'アスペクト比' }, promised('aspect-ratio')],
      [
        { en: 'Output format', zh: '输出格式', ja: '出力形式' },
        contract.outputFormats.length > 0
          ? promised('output')
          : {
              en: 'as the model makes it',
              zh: '由模型决定',
              ja: 'モデルの出力のまま',
            },
      ],
    ],
  );
}
