import { limitsOf, type Model } from '../../generation/model.ts';
import { type Price, tierPrice } from '../../generation/price.ts';
import { resolutions } from '../../generation/resolution.ts';
import type { Text } from '../language.ts';
import { nativeCostWords } from '../native-cost-words.ts';
import { type Block, heading, list, type Page, paragraph, table } from '../page.ts';
import type { SiteInput } from '../site-input.ts';
import { dollars, rowsOf, stateWords } from '../states.ts';

/** The price list in force, with how sure each model is. */
export function pricingPage(input: SiteInput): Page {
  return {
    path: '/docs/pricing',
    title: { en: 'Pricing', zh: '价格', ja: '料金' },
    summary: {
      en: 'The price list in force when this page was asked for. A request pays the price of the moment it was accepted.',
      zh: '请求本页时生效的价格表。每个请求按其被接受那一刻的价格计费。',
      ja: 'このページが要求された時点で有効な料金表です。リクエストには受け付け時点の料金が適用されます。',
    },
    blocks: [
      heading({ en: 'Per image', zh: '按张计费', ja: '画像 1 枚あたり' }),
      perImage(input),
      ...perToken(input),
      heading({ en: 'What is charged', zh: '计费规则', ja: '課金の仕組み' }),
      list(
        {
          en: 'The size is measured from the delivered picture: the smaller of the size asked for and the size measured is charged.',
          zh: '尺寸以实际交付图片的像素为准：按请求尺寸与实测尺寸中较小者计费。',
          ja: 'サイズは納品された画像の実測値です。要求サイズと実測サイズのうち小さい方で課金します。',
        },
        {
          en: 'A failure, a blocked prompt and an answer without a picture cost nothing.',
          zh: '失败、被拦截的提示词以及没有图片的响应均不计费。',
          ja: '失敗、ブロックされたプロンプト、画像のない応答には課金しません。',
        },
        {
          en: 'When a request is accepted, its highest possible price is held; the rest is released in the transaction that ends it.',
          zh: '接受请求时先按最高可能价格冻结金额，多余部分在结束该请求的同一事务中释放。',
          ja: '受け付け時に最大額を確保し、終了と同じトランザクションで残りを解放します。',
        },
        {
          en: 'An answer with its pictures says what was charged in `x-plantain-cost-usd`; `POST /v1/generations/quote` says it before.',
          zh: '带有图片的响应在 `x-plantain-cost-usd` 中注明费用；`POST /v1/generations/quote` 可提前询价。',
          ja: '画像を含む応答の `x-plantain-cost-usd` に請求額が入ります。事前の見積もりは `POST /v1/generations/quote` で。',
        },
        {
          en: 'The operator may have given an account a percentage of this list; the quote and what is charged are its own prices.',
          zh: '运营者可为某账户设定本价目表的百分比；询价结果与实际扣费均为该账户自己的价格。',
          ja: '運営者はアカウントごとにこの料金表に対する割合を決められます。見積もりと請求額はそのアカウントの料金です。',
        },
        nativeCostWords,
        {
          en: 'Test keys use the sandbox and keep separate books: nothing they do costs money. The amounts they are told, `x-plantain-cost-usd` among them, are test money.',
          zh: '测试密钥只使用沙箱并独立记账，不产生任何费用。返回给它们的金额（包括 `x-plantain-cost-usd`）均为测试金额。',
          ja: 'テストキーはサンドボックスだけを使い、帳簿も別です。費用は発生しません。示される金額（`x-plantain-cost-usd` を含む）はテスト用です。',
        },
      ),
      paragraph({
        en: 'The same list as JSON: [/api/pricing](/api/pricing).',
        zh: '同一价格表的 JSON 版本：[/api/pricing](/api/pricing)。',
        ja: '同じ料金表の JSON 版：[/api/pricing](/api/pricing)。',
      }),
    ],
  };
}

/** Tiers a model has, with their prices under the strategy without a name; none where it is sold by tokens. */
export function pricesOf(input: SiteInput, model: Model): readonly (readonly [string, number])[] {
  const price = input.prices.find((entry) => entry.model === model.name && entry.strategy === '*')?.price;
  return price ? tiersOf(model, price) : [];
}

function tiersOf(model: Model, price: Price): readonly (readonly [string, number])[] {
  if (price.unit !== 'image') return [];
  return limitsOf(model, 'default').resolutions.map((tier) => [tier, tierPrice(price.tiers, tier)] as const);
}

function perImage(input: SiteInput): Block {
  const head: Text[] = [
    { en: 'Model', zh: '模型', ja: 'モデル' },
    { en: 'Strategy', zh: '策略', ja: '戦略' },
    ...resolutions,
    { en: 'Checked', zh: '检查', ja: '検査' },
  ];
  const rows = input.models.flatMap((model) =>
    input.prices
      .filter((entry) => entry.model === model.name && entry.price.unit === 'image')
      .map((entry): Text[] => {
        const tiers = new Map(tiersOf(model, entry.price));
        const link = `[${model.title}](/docs/${model.name})`;
        return [
          { en: link, zh: link, ja: link },
          entry.strategy === '*' ? { en: 'every', zh: '全部', ja: 'すべて' } : entry.strategy,
          ...resolutions.map((tier) => (tiers.has(tier) ? dollars(tiers.get(tier) ?? 0) : '–')),
          checked(input, model),
        ];
      }),
  );
  return table(head, rows);
}

/** The same words as the capability table: the best state its bill was seen in. */
function checked(input: SiteInput, model: Model): Text {
  const bills = ['openai-images', 'gemini', 'generations']
    .flatMap((contract) => rowsOf(input, model.name, contract))
    .filter(({ case: row }) => row.feature === 'billing');
  const order = ['Failing', 'Verified', 'Verified (sandbox)'] as const;
  return stateWords[order.find((state) => bills.some(({ status }) => status === state)) ?? 'Beta'];
}

function perToken(input: SiteInput): Block[] {
  const rows = input.prices.flatMap(({ model, strategy, price }) =>
    price.unit === 'token' && input.models.some(({ name }) => name === model)
      ? [
          [
            model,
            strategy,
            dollars(price.inputPerMillion),
            dollars(price.textPerMillion),
            dollars(price.imagePerMillion),
            dollars(price.holdPerImage),
          ],
        ]
      : [],
  );
  if (rows.length === 0) return [];
  return [
    heading({ en: 'Per million tokens', zh: '按百万 token 计费', ja: '100 万トークンあたり' }),
    table(
      [
        { en: 'Model', zh: '模型', ja: 'モデル' },
        { en: 'Strategy', zh: '策略', ja: '戦略' },
        { en: 'Input', zh: '输入', ja: '入力' },
        { en: 'Text', zh: '文字输出', ja: 'テキスト出力' },
        { en: 'Picture', zh: '图片输出', ja: '画像出力' },
        { en: 'At most per image', zh: '每张上限', ja: '1 枚の上限' },
      ],
      rows,
    ),
    paragraph({
      en: 'An image pays for the input, text and thoughts of its upstream call, and for its own share of the picture tokens: of three pictures in one answer, one is charged. Where the upstream counts no picture tokens, it costs what was held: the last column.',
      zh: '每张图片按其上游调用的输入、文字和思考 token 计费，图片 token 只计它自己的份额：一次响应中有三张图片时，只收一张的费用。若上游没有统计图片 token，则按冻结金额（最后一列）计费。',
      ja: '画像 1 枚には、その上流呼び出しの入力・テキスト・思考のトークンと、画像トークンのうちその 1 枚分を課金します。1 つの応答に画像が 3 枚あっても、課金は 1 枚分です。上流が画像トークンを数えない場合は、確保した額（最後の列）になります。',
    }),
  ];
}
