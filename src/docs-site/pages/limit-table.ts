import { limitsOf, type Model } from '../../generation/model.ts';
import type { ContractFeatures } from '../../verification/contract-features.ts';
import type { PromisedFeature } from '../../verification/promises.ts';
import type { Words } from '../language.ts';
import { type Block, table } from '../page.ts';
import { promisedValues } from '../promised-values.ts';
import type { SiteInput } from '../site-input.ts';

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

/** How much of everything one model takes and makes on one contract. */
export function limitTable(input: SiteInput, model: Model, contract: ContractFeatures): Block {
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
