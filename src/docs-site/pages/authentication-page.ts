import { threeWays } from '../examples.ts';
import { code, heading, list, note, type Page, paragraph, table } from '../page.ts';
import type { SiteInput } from '../site-input.ts';

/** Keys: where they are taken, what kinds there are, and what they may be limited to. */
export function authenticationPage({ origin }: SiteInput): Page {
  return {
    path: '/docs/authentication',
    title: { en: 'Authentication', zh: '认证', ja: '認証' },
    summary: {
      en: 'Every request carries an API key, wherever your client puts it.',
      zh: '每个请求都需携带 API 密钥，放在客户端惯用的位置即可。',
      ja: 'すべてのリクエストに API キーが必要です。クライアントがどこに置いても受け付けます。',
    },
    blocks: [
      heading({ en: 'Send the key', zh: '发送密钥', ja: 'キーを送る' }),
      code('sh', `curl ${origin}/v1/models -H "Authorization: Bearer $PLANTAIN_KEY"`, /"nano-banana-2"/),
      paragraph({
        en: 'Where several are sent, each is tried and the first valid one counts. A key is never written to a log.',
        zh: '若同时发送多个密钥，会逐一尝试，首个有效者生效。密钥绝不写入日志。',
        ja: '複数送られた場合は順に試し、最初に有効なものを使います。キーがログに書かれることはありません。',
      }),
      table(
        [
          { en: 'Place', zh: '位置', ja: '場所' },
          { en: 'Used by', zh: '使用者', ja: '使うクライアント' },
        ],
        [
          [
            'Authorization: Bearer …',
            {
              en: 'OpenAI’s clients, and most others',
              zh: 'OpenAI 客户端及大多数工具',
              ja: 'OpenAI のクライアントなど大半',
            },
          ],
          ['x-goog-api-key: …', { en: 'Google’s SDKs', zh: 'Google SDK', ja: 'Google の SDK' }],
          [
            '?key=…',
            { en: 'Google’s examples for curl', zh: 'Google 的 curl 示例', ja: 'Google の curl の例' },
          ],
          [
            'x-api-key: …',
            {
              en: 'Anthropic-shaped clients',
              zh: 'Anthropic 风格的客户端',
              ja: 'Anthropic 形式のクライアント',
            },
          ],
          [
            'api-key: …',
            { en: 'Azure-shaped clients', zh: 'Azure 风格的客户端', ja: 'Azure 形式のクライアント' },
          ],
        ],
      ),
      paragraph({
        en: 'Pages in a browser may ask where the operator names their origin in `PLANTAIN_CORS_ORIGINS`. Who opens such a page can read its key: give it one with a budget, for few models.',
        zh: '若运维人员在 `PLANTAIN_CORS_ORIGINS` 中列出网页的来源，网页可在浏览器中直接请求。打开网页的人都能看到其密钥：请使用设有预算、限定模型的密钥。',
        ja: '運用者が `PLANTAIN_CORS_ORIGINS` にオリジンを挙げたページは、ブラウザーから直接使えます。ページを開いた人はキーを読めるため、予算とモデルを絞ったキーを使ってください。',
      }),
      heading({ en: 'Kinds of keys', zh: '密钥类型', ja: 'キーの種類' }),
      table(
        [
          { en: 'Begins with', zh: '前缀', ja: '先頭' },
          { en: 'Reaches', zh: '可访问', ja: '到達先' },
          { en: 'Money', zh: '费用', ja: '料金' },
        ],
        [
          [
            'pt_test_',
            {
              en: 'The built-in sandbox only, which draws the prompt.',
              zh: '仅内置沙箱，由其绘制提示词。',
              ja: '内蔵サンドボックスのみ。プロンプトを描画します。',
            },
            { en: 'none; separate books', zh: '无；独立记账', ja: 'なし。帳簿は別です' },
          ],
          [
            'pt_live_',
            {
              en: 'The configured channels only, never the sandbox.',
              zh: '仅已配置的通道，绝不使用沙箱。',
              ja: '設定済みチャネルのみ。サンドボックスは使いません。',
            },
            {
              en: 'the [price list](/docs/pricing)',
              zh: '按[价格表](/docs/pricing)',
              ja: '[料金表](/docs/pricing)のとおり',
            },
          ],
        ],
      ),
      note({
        en: 'A key is shown once, when it is made; the server keeps only its hash. A lost key is replaced, not recovered.',
        zh: '密钥仅在创建时显示一次，服务器只保存其哈希。丢失的密钥只能更换，无法找回。',
        ja: 'キーは作成時に一度だけ表示され、サーバーはハッシュだけを保持します。失くしたキーは復元できず、作り直します。',
      }),
      paragraph({
        en: 'The account is the border, not the key: keys of one account see each other’s prompts, pictures and usage, each in its mode.',
        zh: '边界是账户而非密钥：同一账户、同一模式的密钥可互相看到提示词、图片与用量。',
        ja: '境界はキーではなくアカウントです。同じアカウントのキーは、モードごとに互いのプロンプト・画像・利用量を見られます。',
      }),
      heading({ en: 'Check a key', zh: '检查密钥', ja: 'キーを確認する' }),
      paragraph({
        en: 'A quote costs nothing and says whether the key may use a model, and what a request would cost:',
        zh: '询价不收费，并能确认密钥是否可用某个模型以及所需费用：',
        ja: '見積もりは無料で、キーでモデルを使えるか、いくらかかるかが分かります：',
      }),
      threeWays({
        url: `${origin}/v1/generations/quote`,
        body: { model: 'nano-banana-2', resolution: '2K', count: 2 },
        prints: /"hold_usd"|"usd"|_usd/,
      }),
      heading({ en: 'What a key can be limited to', zh: '密钥可设的限制', ja: 'キーに設定できる制限' }),
      list(
        {
          en: 'models, and the routing strategy it starts with',
          zh: '可用模型与默认路由策略',
          ja: '使えるモデルと既定のルーティング戦略',
        },
        {
          en: 'requests per minute and generations under way',
          zh: '每分钟请求数与同时进行的生成数',
          ja: '1 分あたりのリクエスト数と同時に進める生成数',
        },
        { en: 'a budget per day, per month or in all', zh: '每日、每月或总预算', ja: '日・月・合計の予算' },
        {
          en: 'networks it may be used from, and a last day (UTC) or an exact time',
          zh: '允许的来源网络，以及最后有效日（UTC）或确切时间',
          ja: '利用元ネットワークと、最終日（UTC）または正確な期限',
        },
      ),
      paragraph({
        en: 'A budget counts what is charged and what is held for requests that run. A refund goes to the account: what the key spent of its budget stays spent.',
        zh: '预算计入已收取的费用与为运行中请求冻结的金额。退款退回账户：密钥已用的预算不会恢复。',
        ja: '予算には、請求済みの金額と実行中のリクエストのために確保された金額が数えられます。返金はアカウントに戻り、キーが使った予算は戻りません。',
      }),
      paragraph({
        en: 'What an operator has set, the account itself may set tighter, and no looser: that is a 403 which names the limit. What the account set itself it may change as it likes.',
        zh: '运维人员设定的限制，账户只能收紧，不能放宽：放宽会返回 403 并说明该限制。账户自行设定的限制可随意更改。',
        ja: '運用者が設定した制限は、アカウント自身では厳しくすることだけができます。緩めようとすると、その制限を示す 403 になります。アカウントが自ら設定したものは自由に変更できます。',
      }),
      paragraph({
        en: 'Operators make keys with `npx plantain keys create`; see `--help` for these options.',
        zh: '运维人员使用 `npx plantain keys create` 创建密钥；各选项见 `--help`。',
        ja: '運用者は `npx plantain keys create` でキーを作成します。オプションは `--help` を参照してください。',
      }),
    ],
  };
}
