import { type Block, code, heading, paragraph } from '../page.ts';

/** Selling: accounts, keys, prices, and checks of what is promised. */
export const customerBlocks: readonly Block[] = [
  heading({ en: 'Customers, keys and prices', zh: '客户、密钥与价格', ja: '顧客・キー・料金' }),
  code(
    'console',
    `npx plantain accounts create --name Customer --prepaid
npx plantain accounts top-up acc_… 25 --reason "invoice 7" --reference inv-7
npx plantain accounts update acc_… --price-percent 85
npx plantain keys create --live --account acc_… --budget-month 10 --models nano-banana-2
npx plantain prices set nano-banana-2 --image 0.5K=0.05 --image 1K=0.08 --image 2K=0.12 --image 4K=0.18
npx plantain prices remove nano-banana-2
npx plantain usage --group-by account,day
npx plantain ledger audit`,
  ),
  paragraph({
    en: 'Keys of one account see each other’s prompts, pictures and usage: give each customer an account.',
    zh: '同一账户的密钥可互相看到提示词、图片与用量：请为每位客户单独开设账户。',
    ja: '同じアカウントのキーは互いのプロンプト・画像・利用量を見られます。顧客ごとにアカウントを作ってください。',
  }),
  paragraph({
    en: 'Customers pay the list of prices, or `--price-percent` of it: 85 is 15% less, 120 a fifth more, parts of a micro-dollar count as a whole one. It holds from the next request on; what was accepted before pays as it was accepted. Public pages show the list.',
    zh: '客户按价目表付费，或按 `--price-percent` 指定的百分比付费：85 即优惠 15%，120 即加价两成，不足百万分之一美元的部分进位。自下一次请求起生效；此前已接受的请求仍按接受时的价格计费。公开页面显示价目表。',
    ja: '顧客は料金表どおり、または `--price-percent` の割合を支払います。85 なら 15% 引き、120 なら 2 割増しで、100 万分の 1 ドル未満は切り上げます。次のリクエストから有効で、すでに受け付けたものは受け付け時の料金です。公開ページには料金表が表示されます。',
  }),
  heading({ en: 'Check what is promised', zh: '检查承诺', ja: '約束を検査する' }),
  paragraph({
    en: '`npx plantain verify --plan` says what checking every promise of a channel would cost; without `--plan` it does so. For a live channel say with `--cap` what it may cost at most. These pages, `/v1/models` and routing read the result.',
    zh: '`npx plantain verify --plan` 给出检查通道全部承诺的费用；去掉 `--plan` 即执行；正式通道须用 `--cap` 指定费用上限。本站、`/v1/models` 与路由均采用其结果。',
    ja: '`npx plantain verify --plan` は、チャネルの約束をすべて検査する費用を示します。`--plan` なしで実行します。本番チャネルでは `--cap` で費用の上限を指定してください。このサイト、`/v1/models`、ルーティングは結果を読みます。',
  }),
];
