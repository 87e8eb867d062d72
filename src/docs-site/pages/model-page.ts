import type { Model } from '../../generation/model.ts';
import { contractFeatures } from '../../verification/contract-features.ts';
import type { PromisedFeature } from '../../verification/promises.ts';
import type { Text, Words } from '../language.ts';
import { type Block, heading, type Page, paragraph, table } from '../page.ts';
import { promisedValues } from '../promised-values.ts';
import { contractPath, type SiteInput } from '../site-input.ts';
import { dollars, recommendation, rowsOf, stateWords } from '../states.ts';
import { pricesOf } from './pricing-page.ts';

/** A model, the contracts it is reached by, and what of it was checked. */
export function modelPage(input: SiteInput, model: Model): Page {
  const promised = (feature: PromisedFeature) => promisedValues(input, { model: model.name, feature });
  return {
    path: `/docs/${model.name}`,
    title: model.title,
    summary: {
      en: `What \`${model.name}\` takes, what it costs, and the contracts that reach it.`,
      zh: `\`${model.name}\` 接受什么、价格多少，以及可用的接口协议。`,
      ja: `\`${model.name}\` が受け付けるもの、料金、利用できる API 契約。`,
    },
    blocks: [
      paragraph(recommendation(model.name, input)),
      heading({ en: 'Contracts', zh: '接口协议', ja: 'API 契約' }),
      contracts(input, model),
      heading({ en: 'The model', zh: '模型参数', ja: 'モデルの仕様' }),
      paragraph(markExplained),
      table(
        [
          { en: 'What', zh: '项目', ja: '項目' },
          { en: 'Values', zh: '取值', ja: '値' },
        ],
        [
          [{ en: 'Name', zh: '名称', ja: '名前' }, model.name],
          [{ en: 'Also answers to', zh: '别名', ja: '別名' }, model.aliases.join(', ')],
          [
            { en: 'Upstream, in order', zh: '上游模型（按顺序）', ja: '上流モデル（優先順）' },
            model.upstreamIds.join(', '),
          ],
          [{ en: 'Resolution', zh: '分辨率', ja: '解像度' }, promised('resolution')],
          [{ en: 'Aspect ratio', zh: '宽高比', ja: 'アスペクト比' }, promised('aspect-ratio')],
          [{ en: 'References', zh: '参考图', ja: '参照画像' }, promised('references')],
          [{ en: 'Output format', zh: '输出格式', ja: '出力形式' }, promised('output')],
          [
            { en: 'Price per image', zh: '每张价格', ja: '1 枚あたりの料金' },
            pricesOf(input, model)
              .map(([tier, micros]) => `${tier} ${dollars(micros)}`)
              .join(', ') || { en: 'by tokens', zh: '按 token 计费', ja: 'トークン単位' },
          ],
        ],
      ),
    ],
  };
}

const markExplained: Words = {
  en: 'A value is as sure as on the contract where it is least so; what is not Verified is marked.',
  zh: '取值的状态以各协议中最不确定者为准；未经验证的会注明。',
  ja: '値の状態は、最も不確かな契約のものを示します。検証済みでないものには印を付けています。',
};

function contracts(input: SiteInput, model: Model): Block {
  const head: Text[] = [
    { en: 'Contract', zh: '协议', ja: '契約' },
    { en: 'Call', zh: '调用', ja: '呼び出し' },
    stateWords.Verified,
    stateWords.Beta,
    stateWords.Failing,
  ];
  return table(
    head,
    contractFeatures.map(({ name, title, endpoint }) => {
      const rows = rowsOf(input, model.name, name);
      const count = (word: string) => String(rows.filter(({ status }) => status.startsWith(word)).length);
      const link = `[${title}](${contractPath(model.name, name)})`;
      const call = `\`${endpoint.replace('{model}', model.name)}\``;
      return [
        { en: link, zh: link, ja: link },
        { en: call, zh: call, ja: call },
        count('Verified'),
        count('Beta'),
        count('Failing'),
      ];
    }),
  );
}
