import { threeWays } from '../examples.ts';
import type { Text } from '../language.ts';
import { heading, list, type Page, paragraph, table } from '../page.ts';
import type { SiteInput } from '../site-input.ts';

const head: readonly Text[] = [
  { en: 'Before', zh: '原来', ja: '変更前' },
  { en: 'Here', zh: '现在', ja: '変更後' },
];

/** From the gateways whose contracts are spoken here. */
export function migrationPage({ origin }: SiteInput): Page {
  const prompt = 'A plantain on a white plate, studio light';
  return {
    path: '/docs/migration',
    title: { en: 'Migration', zh: '迁移', ja: '移行' },
    summary: {
      en: 'Keep your code: change the address and the key. What differs is listed, contract by contract.',
      zh: '代码不变，只需更换地址与密钥。各协议的差异逐一列出。',
      ja: 'コードはそのまま、アドレスとキーだけを変えます。違いは契約ごとに示します。',
    },
    blocks: [
      heading({ en: 'From Crazyrouter', zh: '从 Crazyrouter 迁移', ja: 'Crazyrouter から' }),
      table(head, [
        ['https://crazyrouter.com/v1/images/generations', `${origin}/v1/images/generations`],
        [
          'https://crazyrouter.com/v1beta/models/…:generateContent',
          `${origin}/v1beta/models/…:generateContent`,
        ],
        [
          '/api/log/self, /api/user/self, /api/pricing',
          {
            en: 'the same paths, with the API key',
            zh: '路径相同，使用 API 密钥',
            ja: '同じパス。API キーで利用します',
          },
        ],
        [
          '/api/token/',
          {
            en: 'the same path, with a key made with `manage_keys` in the place of the access token',
            zh: '路径相同，用带 `manage_keys` 的密钥代替访问令牌',
            ja: '同じパス。アクセストークンの代わりに `manage_keys` 付きのキーを使います',
          },
        ],
      ]),
      threeWays({
        url: `${origin}/v1/images/generations`,
        body: {
          model: 'nano-banana-2',
          prompt,
          resolution: '2K',
          aspect_ratio: '16:9',
          output_format: 'png',
        },
        prints: /\/task-artifacts\/.*\.png/,
      }),
      list(
        {
          en: 'Both routes work for every model: whichever you use today, stay with it. Google’s preview ids still answer as aliases.',
          zh: '每个模型的两种路由均可用，沿用现在的即可。Google 的 preview 模型名仍作为别名可用。',
          ja: 'どのモデルでも両方の経路が使えます。今の経路のままで構いません。Google の preview の ID も別名として使えます。',
        },
        {
          en: '`image` and `imageOutputOptions` are refused on the Images route, with a message that names the field to use; ratio and size are also read from `generationConfig`.',
          zh: '在 Images 路由上，`image` 与 `imageOutputOptions` 会被拒绝，并提示应使用的字段；`generationConfig` 中的宽高比与尺寸也会被读取。',
          ja: 'Images の経路では `image` と `imageOutputOptions` は拒否され、使うべき項目が示されます。縦横比とサイズは `generationConfig` からも読み取ります。',
        },
        {
          en: 'Too little money is still a 403 with `insufficient_quota`; a failed request is never billed.',
          zh: '余额不足仍返回 403 与 `insufficient_quota`；失败的请求绝不计费。',
          ja: '残高不足は従来どおり `insufficient_quota` の 403 です。失敗したリクエストには課金しません。',
        },
      ),
      heading({ en: 'From Vtrix', zh: '从 Vtrix 迁移', ja: 'Vtrix から' }),
      table(head, [
        ['POST /model/v1/generation', `POST ${origin}/model/v1/generation`],
        ['GET /model/v1/generation/task/{id}', `GET ${origin}/model/v1/generation/task/{id}`],
        [
          'nano_banana_2',
          {
            en: 'the same name, or `nano-banana-2`',
            zh: '名称不变，或用 `nano-banana-2`',
            ja: '同じ名前、または `nano-banana-2`',
          },
        ],
      ]),
      threeWays({
        url: `${origin}/model/v1/generation`,
        body: {
          model: 'nano_banana_2',
          input: [{ params: { prompt, aspect_ratio: '16:9', resolution: '2K' } }],
        },
        prints: /"status":"in_progress"/,
      }),
      list(
        {
          en: 'Both forms of the body are read: parameters in `input[0].params`, or beside `model`.',
          zh: '两种请求体均可：参数位于 `input[0].params`，或与 `model` 同级。',
          ja: '本文は両形式に対応します。パラメーターは `input[0].params`、または `model` と同じ階層に置けます。',
        },
        {
          en: 'The error codes `005001095` to `005001098` are kept.',
          zh: '保留错误码 `005001095` 至 `005001098`。',
          ja: 'エラーコード `005001095` から `005001098` はそのままです。',
        },
      ),
      heading({ en: 'From APIXO', zh: '从 APIXO 迁移', ja: 'APIXO から' }),
      table(head, [
        ['POST /api/v1/generateTask/{model}', `POST ${origin}/api/v1/generateTask/{model}`],
        ['GET /api/v1/statusTask/{model}?taskId=', `GET ${origin}/api/v1/statusTask/{model}?taskId=`],
        ['GET /api/v1/apikeys/current-balance', `GET ${origin}/api/v1/apikeys/current-balance`],
      ]),
      threeWays({
        url: `${origin}/api/v1/generateTask/nano-banana-2`,
        body: {
          request_type: 'async',
          provider: 'auto',
          input: { mode: 'text-to-image', prompt, aspect_ratio: '16:9', resolution: '2K' },
        },
        prints: /"taskId"/,
      }),
      list(
        {
          en: '`provider` overrides the strategy of the key, as before.',
          zh: '`provider` 仍优先于密钥的默认策略。',
          ja: '`provider` は従来どおりキーの戦略に優先します。',
        },
        {
          en: 'Callbacks carry a signature beside the same body; see [callbacks](/docs/callbacks).',
          zh: '回调正文不变，并附带签名，参见[回调](/docs/callbacks)。',
          ja: 'コールバックは同じ本文に署名が付きます。[コールバック](/docs/callbacks)を参照。',
        },
      ),
      heading({ en: 'From Google’s own API', zh: '从 Google 官方 API 迁移', ja: 'Google の API から' }),
      paragraph({
        en: 'Set the base URL of the SDK to this gateway. Bodies, streams and errors are Google’s; pictures are archived on the way and the receipt is at `/v1/generations/{id}`. See [what is different](/docs/nano-banana-2/gemini).',
        zh: '将 SDK 的 base URL 设为本网关。请求体、流与错误格式均与 Google 一致；图片在途中归档，收据位于 `/v1/generations/{id}`。参见[差异说明](/docs/nano-banana-2/gemini)。',
        ja: 'SDK のベース URL をこのゲートウェイにします。本文、ストリーム、エラーは Google と同じで、画像は途中で保存され、領収情報は `/v1/generations/{id}` にあります。[違い](/docs/nano-banana-2/gemini)を参照。',
      }),
    ],
  };
}
