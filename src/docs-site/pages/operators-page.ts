import { capabilityWords } from '../capability-words.ts';
import type { Text, Words } from '../language.ts';
import { modelWords } from '../model-words.ts';
import { type Block, code, heading, list, note, type Page, paragraph, table } from '../page.ts';
import { providerTable } from '../provider-table.ts';
import { channelWords, settingWords } from '../setting-words.ts';
import type { SiteInput } from '../site-input.ts';
import { backupBlocks } from './backup-blocks.ts';
import { serviceBlocks } from './service-blocks.ts';
import { takeDownBlocks } from './take-down-blocks.ts';

/** Channels as a configuration file has them; a test reads it with the server's own reader. */
export const channelsExample = `channels:
  - id: google
    provider: gemini-api
    credential: $GEMINI_API_KEY
    tier: official
    priority: 10
  - id: reseller
    provider: openai-compatible
    base_url: https://images.example.com
    credential: $RESELLER_KEY
    tier: value
    priority: 5
    cost:
      nano-banana-2: { 1K: 0.04, 2K: 0.07 }
    limits: { requests_per_minute: 600, concurrency: 50 }`;

/** Models as the same file has them; a test starts a gateway with it. */
export const modelsExample = `models:
  - name: nano-banana-2            # a shipped model: only what is different
    aliases: [gpt-image-1]
    upstream_ids:                  # tried in this order
      - { id: gemini-nano-banana-3, like: gemini-3.1-flash-image }
      - gemini-3.1-flash-image
      - gemini-nano-banana-2.1
  - name: house-style              # a new model
    title: House Style
    like: nano-banana-2            # what is not said is as there
    aliases: [house_style]
    upstream_ids: [gemini-3-pro-image]
    resolutions: [1K, 2K]
    limits: { generate-task: { max_references: 4 } }
    prices:
      '*': { 1K: 0.15, 2K: 0.16 }
      value: { 1K: 0.12, 2K: 0.13 }`;

const tracedStart = `npm install --prefix examples/tracing
export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
NODE_OPTIONS="--import $PWD/examples/tracing/tracing.mjs" npx plantain serve`;

/** Running a gateway for others. */
export function operatorsPage({ settings, providers }: SiteInput): Page {
  return {
    path: '/docs/operators',
    title: { en: 'Operator’s guide', zh: '运维指南', ja: '運用ガイド' },
    summary: {
      en: 'Channels, keys, prices and settings of a gateway that others use.',
      zh: '面向他人提供服务时的通道、密钥、价格与设置。',
      ja: '他の人が使うゲートウェイのチャネル、キー、料金、設定。',
    },
    blocks: [
      heading({ en: 'Channels', zh: '通道', ja: 'チャネル' }),
      paragraph({
        en: 'A channel is an account at an upstream. Set `GEMINI_API_KEY` for one called `gemini`, or name several in the file that `PLANTAIN_CONFIG` points to; one of the file on the same key stands in place of `gemini`:',
        zh: '通道即一个上游账号。设置 `GEMINI_API_KEY` 即可获得名为 `gemini` 的通道，或在 `PLANTAIN_CONFIG` 指向的文件中列出多个；文件中使用同一密钥的通道会取代 `gemini`：',
        ja: 'チャネルは上流のアカウントです。`GEMINI_API_KEY` で `gemini` という 1 つ、または `PLANTAIN_CONFIG` のファイルで複数を設定します。同じキーを使うファイルのチャネルは `gemini` に代わります：',
      }),
      code('yaml', channelsExample),
      table([{ en: 'Key', zh: '键', ja: 'キー' }, meaning], Object.entries(channelWords).map(row)),
      paragraph({
        en: 'The upstream ids of a model are tried in their order. Of the channels that can do a request with one, those of tier `value` come before those of `official` where the strategy allows both; then those that leave out less of what was asked for, even if their `priority` is worse; then the lower `priority`; among equals a draw by `weight`, speed, errors and free capacity. A receipt names what was left out.',
        zh: '模型的上游 id 按顺序尝试。对同一 id，在能处理请求的通道中，若策略允许两类，`value` 先于 `official`；其次是省略参数较少的通道，即使其 `priority` 较差；再次是 `priority` 较小者；其余相同时按 `weight`、速度、错误率与空闲容量抽取。省略了什么见收据。',
        ja: 'モデルの上流 ID は順に試します。同じ ID でリクエストを処理できるチャネルのうち、戦略が両方を許す場合は `value` が `official` より先です。次に、省くパラメーターが少ないチャネル（`priority` が劣っていても）、その次に `priority` の小さいもの、同じなら `weight`・速度・エラー率・空き容量による抽選です。省いたものはレシートに記録されます。',
      }),
      heading({ en: 'Capabilities of a channel', zh: '通道的能力', ja: 'チャネルの能力' }, 'capabilities', 3),
      paragraph({
        en: 'What is left out of `capabilities` stays as the provider and the model have it.',
        zh: '`capabilities` 中未给出的各项以提供方与模型为准。',
        ja: '`capabilities` で省いた項目は、プロバイダーとモデルのとおりです。',
      }),
      table([{ en: 'Key', zh: '键', ja: 'キー' }, meaning], Object.entries(capabilityWords).map(row)),
      heading({ en: 'Providers', zh: '提供方', ja: 'プロバイダー' }, 'providers', 3),
      paragraph({
        en: 'A channel names one of these as `provider`. `/admin/v1/providers` and the console say what each setting is for; what else operators can ask over HTTP is told by the [admin API](/docs/admin-api).',
        zh: '通道的 `provider` 取以下之一。各项设置的说明见 `/admin/v1/providers` 与控制台；其余 HTTP 操作见[管理 API](/docs/admin-api)。',
        ja: 'チャネルの `provider` は次のいずれかです。各設定の説明は `/admin/v1/providers` とコンソールにあります。HTTP でできるその他の操作は[管理 API](/docs/admin-api)にあります。',
      }),
      providerTable(providers),
      paragraph({
        en: 'Channels can also be made and changed while the gateway runs, at `/admin/v1/channels` and in the console. Their credentials are sealed in the database and never shown again.',
        zh: '也可在运行期间通过 `/admin/v1/channels` 或控制台创建与修改通道。凭证在数据库中加密保存，不再显示。',
        ja: '稼働中でも `/admin/v1/channels` やコンソールで作成・変更できます。認証情報は封印されて保存され、再表示されません。',
      }),
      heading({ en: 'Models', zh: '模型', ja: 'モデル' }),
      paragraph({
        en: 'The same file changes the models that ship and adds others, without code:',
        zh: '同一文件还可修改内置模型、新增模型，无需编写代码：',
        ja: '同じファイルで、付属のモデルの変更と新しいモデルの追加ができます。コードは要りません：',
      }),
      code('yaml', modelsExample),
      table([{ en: 'Key', zh: '键', ja: 'キー' }, meaning], Object.entries(modelWords).map(row)),
      list(...modelRules),
      heading({ en: 'Customers, keys and prices', zh: '客户、密钥与价格', ja: '顧客・キー・料金' }),
      code(
        'console',
        `npx plantain accounts create --name Customer --prepaid
npx plantain accounts top-up acc_… 25 --reason "invoice 7" --reference inv-7
npx plantain keys create --live --account acc_… --budget-month 10 --models nano-banana-2
npx plantain prices set nano-banana-2 --image 0.5K=0.05 --image 1K=0.08 --image 2K=0.12 --image 4K=0.18
npx plantain usage --group-by account,day
npx plantain ledger audit`,
      ),
      paragraph({
        en: 'Keys of one account see each other’s prompts, pictures and usage: give each customer an account.',
        zh: '同一账户的密钥可互相看到提示词、图片与用量：请为每位客户单独开设账户。',
        ja: '同じアカウントのキーは互いのプロンプト・画像・利用量を見られます。顧客ごとにアカウントを作ってください。',
      }),
      heading({ en: 'Check what is promised', zh: '检查承诺', ja: '約束を検査する' }),
      paragraph({
        en: '`npx plantain verify --plan` says what checking every promise of a channel would cost; without `--plan` it does so. For a live channel say with `--cap` what it may cost at most. These pages, `/v1/models` and routing read the result.',
        zh: '`npx plantain verify --plan` 给出检查通道全部承诺的费用；去掉 `--plan` 即执行；正式通道须用 `--cap` 指定费用上限。本站、`/v1/models` 与路由均采用其结果。',
        ja: '`npx plantain verify --plan` は、チャネルの約束をすべて検査する費用を示します。`--plan` なしで実行します。本番チャネルでは `--cap` で費用の上限を指定してください。このサイト、`/v1/models`、ルーティングは結果を読みます。',
      }),
      heading({ en: 'Signed links', zh: '签名链接', ja: '署名付きリンク' }, 'signed-links'),
      ...signedLinks,
      heading({ en: 'Take a picture down', zh: '删除图片', ja: '画像を取り下げる' }, 'take-down'),
      ...takeDownBlocks,
      heading({ en: 'Several machines', zh: '多机部署', ja: '複数台での運用' }),
      list(
        {
          en: 'PostgreSQL in `DATABASE_URL`, one bucket in `PLANTAIN_ARTIFACTS`, and `REDIS_URL` for shared limits.',
          zh: '`DATABASE_URL` 指向 PostgreSQL,`PLANTAIN_ARTIFACTS` 指向同一存储桶，`REDIS_URL` 用于共享限流。',
          ja: '`DATABASE_URL` に PostgreSQL、`PLANTAIN_ARTIFACTS` に共通のバケット、共有の上限に `REDIS_URL`。',
        },
        {
          en: 'The same `PLANTAIN_MASTER_KEY` and `PLANTAIN_PUBLIC_URL` everywhere.',
          zh: '各进程使用相同的 `PLANTAIN_MASTER_KEY` 与 `PLANTAIN_PUBLIC_URL`。',
          ja: '全プロセスで同じ `PLANTAIN_MASTER_KEY` と `PLANTAIN_PUBLIC_URL`。',
        },
        {
          en: '`/readyz` says whether a process takes work, `/metrics` what it does; `SIGTERM` lets it finish.',
          zh: '`/readyz` 表示是否可接收请求，`/metrics` 提供指标；`SIGTERM` 会等待任务完成后退出。',
          ja: '`/readyz` は受け付け可否、`/metrics` は状況。`SIGTERM` で処理を終えてから停止します。',
        },
        {
          en: 'While the archive is away or its disk is full, nothing is sent upstream: synchronous requests get 503, tasks stay queued, and pictures already made are stored once it is back. `plantain_archive_away` is 1 meanwhile.',
          zh: '归档不可用或磁盘已满时，不向上游发送任何请求：同步请求返回 503，任务留在队列中，已生成的图片在恢复后保存。其间 `plantain_archive_away` 为 1。',
          ja: 'アーカイブが使えないか、ディスクが満杯の間は、上流へ何も送りません。同期リクエストは 503、タスクは待機し、生成済みの画像は復旧後に保存されます。その間 `plantain_archive_away` は 1 です。',
        },
      ),
      ...serviceBlocks,
      ...backupBlocks,
      heading({ en: 'Behind a proxy', zh: '反向代理之后', ja: 'プロキシの後ろ' }, 'proxy'),
      list(...proxyRules),
      heading({ en: 'Traces', zh: '链路追踪', ja: 'トレース' }),
      paragraph({
        en: 'With an SDK of OpenTelemetry loaded at the start, every request of an API has a trace; without one nothing is traced, and it costs nothing. `examples/tracing` in the repository sends spans to a collector:',
        zh: '启动时加载 OpenTelemetry SDK 后，每个 API 请求都有一条链路；不加载则不追踪，也没有开销。仓库中的 `examples/tracing` 可将 span 发送到采集器：',
        ja: '起動時に OpenTelemetry の SDK を読み込むと、API の各リクエストがトレースされます。なければ何も記録せず、負荷もありません。リポジトリの `examples/tracing` はスパンをコレクターへ送ります：',
      }),
      code('console', tracedStart),
      list(...traceRules),
      heading({ en: 'Settings', zh: '设置', ja: '設定' }),
      table(
        [{ en: 'Variable', zh: '变量', ja: '変数' }, { en: 'Default', zh: '默认值', ja: '既定値' }, meaning],
        settings.map(({ name, default: value }): Text[] => [
          marked(name),
          value ?? '',
          settingWords[name] ?? '',
        ]),
      ),
      note({
        en: '`npx plantain doctor` checks a set-up before it goes live.',
        zh: '`npx plantain doctor` 可在上线前检查配置。',
        ja: '`npx plantain doctor` で本番前に設定を確認できます。',
      }),
    ],
  };
}

const signedLinks: readonly Block[] = [
  paragraph({
    en: 'The name of a picture cannot be guessed, but whoever has its URL can open it until the picture expires. With `PLANTAIN_SIGNED_LINKS=24h` every URL the gateway gives out ends in `?expires=…&signature=…` and opens its picture for 24 hours (at least 23), never longer than the picture is kept. Without a valid signature the answer is 403.',
    zh: '图片名称无法猜到，但持有 URL 的人在图片过期前都能打开。设置 `PLANTAIN_SIGNED_LINKS=24h` 后，网关给出的每个 URL 都以 `?expires=…&signature=…` 结尾，24 小时内（至少 23 小时）有效，且不超过图片保留期。签名无效时返回 403。',
    ja: '画像の名前は推測できませんが、URL を知る人は画像の期限まで開けます。`PLANTAIN_SIGNED_LINKS=24h` では、ゲートウェイが返す URL がすべて `?expires=…&signature=…` で終わり、24 時間（少なくとも 23 時間）、画像の保存期間内で有効です。署名が正しくなければ 403 を返します。',
  }),
  list(
    {
      en: 'Every answer signs afresh: poll the task again, or `GET /v1/generations/{id}`. Callbacks are signed when they are sent. Keep ids, not URLs.',
      zh: '每次应答都会重新签名：再次轮询任务或 `GET /v1/generations/{id}` 即可。回调在发送时签名。请保存 id，而不是 URL。',
      ja: '応答のたびに署名し直します。タスクの状態取得か `GET /v1/generations/{id}` で新しいリンクが得られ、コールバックは送信時に署名されます。URL ではなく id を保存してください。',
    },
    {
      en: 'As a reference a picture of this gateway needs a good link, too, except for the account it was made for.',
      zh: '把本网关的图片用作参考图时同样需要有效链接；图片所属账号除外。',
      ja: 'このゲートウェイの画像を参照に使うときも有効なリンクが必要です。ただし、その画像を作ったアカウントには不要です。',
    },
    {
      en: 'The key is derived from the master key: the same `PLANTAIN_MASTER_KEY` on every process. A replaced key still opens old links while it stands in the list.',
      zh: '签名密钥由主密钥派生：各进程须使用相同的 `PLANTAIN_MASTER_KEY`。旧密钥仍在列表中时，旧链接继续有效。',
      ja: '鍵はマスターキーから作られます。全プロセスで同じ `PLANTAIN_MASTER_KEY` を使ってください。古いキーが一覧にある間は、以前のリンクも開けます。',
    },
    {
      en: 'A cache in front must tell URLs apart by their whole query. Uploads keep their unguessable names and 48 hours; nothing signs them.',
      zh: '前置缓存必须以完整查询串区分 URL。上传文件不签名，仍使用无法猜到的名称，保留 48 小时。',
      ja: '前段のキャッシュはクエリ全体で URL を区別する必要があります。アップロードには署名がなく、推測できない名前で 48 時間保存されます。',
    },
  ),
];

const proxyRules: readonly Words[] = [
  {
    en: 'Set `PLANTAIN_PUBLIC_URL` to the origin browsers see. The console takes changes from pages of that origin, and of the host the proxy passes on; with neither nobody can sign in.',
    zh: '将 `PLANTAIN_PUBLIC_URL` 设为浏览器所见的源。控制台接受来自该源以及代理所转发主机的页面的更改；两者都不符时无法登录。',
    ja: '`PLANTAIN_PUBLIC_URL` にはブラウザーから見えるオリジンを設定します。コンソールは、そのオリジンと、プロキシが渡すホストのページからの変更を受け付けます。どちらとも違うとサインインできません。',
  },
  {
    en: 'Name the proxy in `PLANTAIN_TRUSTED_PROXIES`: then its `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host` are believed.',
    zh: '在 `PLANTAIN_TRUSTED_PROXIES` 中列出代理后，其 `X-Forwarded-For`、`X-Forwarded-Proto` 与 `X-Forwarded-Host` 会被采信。',
    ja: '`PLANTAIN_TRUSTED_PROXIES` に指定したプロキシの `X-Forwarded-For`、`X-Forwarded-Proto`、`X-Forwarded-Host` は信頼されます。',
  },
  {
    en: 'Events say `X-Accel-Buffering: no`, so nginx passes them on as they come. Other proxies must not buffer `text/event-stream`.',
    zh: '事件流带有 `X-Accel-Buffering: no`，nginx 会即时转发。其他代理不得缓冲 `text/event-stream`。',
    ja: 'イベントには `X-Accel-Buffering: no` が付き、nginx はそのまま渡します。他のプロキシでは `text/event-stream` をバッファーしないでください。',
  },
];

const modelRules: readonly Words[] = [
  {
    en: 'Each name belongs to one model: one that is taken is refused at the start, with the file and the place.',
    zh: '每个名称只属于一个模型：重复的名称会在启动时被拒绝，并指出文件与位置。',
    ja: '名前はそれぞれ 1 つのモデルのものです。重複は起動時に、ファイルと場所を示して拒否されます。',
  },
  {
    en: 'Channels without `models` are asked for every model; the `models` of a channel may name the new upstream ids.',
    zh: '未设置 `models` 的通道可用于所有模型；通道的 `models` 中可使用新的上游 id。',
    ja: '`models` のないチャネルは全モデルに使われます。チャネルの `models` には新しい上流 ID も書けます。',
  },
  {
    en: 'The sandbox draws new upstream ids like the one each is `like`, so test keys work at once.',
    zh: '沙箱会按其 `like` 所指的 id 模拟新的上游 id，测试密钥可立即使用。',
    ja: 'サンドボックスは新しい上流 ID を `like` の ID と同じように描くので、テストキーですぐ試せます。',
  },
  {
    en: 'A new model is Beta until checks speak for it. After a new first upstream id, run `npx plantain verify`: what was Verified before was so with the id before. With `PLANTAIN_VERIFY_HOURS` such a change begins a run by itself.',
    zh: '新模型在检查通过之前均为 Beta。更换首选上游 id 后请运行 `npx plantain verify`：之前的“已验证”对应的是旧 id。设置 `PLANTAIN_VERIFY_HOURS` 后，此类变更会自动开始检查。',
    ja: '新しいモデルは検査が済むまで Beta です。最初の上流 ID を変えたら `npx plantain verify` を実行してください。それまでの検証結果は前の ID のものです。`PLANTAIN_VERIFY_HOURS` があれば、変更後に自動で検査が始まります。',
  },
  {
    en: 'Prices set with `plantain prices set` go before those of the file.',
    zh: '用 `plantain prices set` 设置的价格优先于文件中的价格。',
    ja: '`plantain prices set` の料金はファイルの料金より優先されます。',
  },
  {
    en: 'Channels follow the file while the gateway runs; models need a restart, and the log says so.',
    zh: '运行期间通道会随文件更新；模型需要重启，日志会提示。',
    ja: '稼働中でもチャネルはファイルに従います。モデルには再起動が必要で、ログがそう伝えます。',
  },
];

const traceRules: readonly Words[] = [
  {
    en: 'A request has a span, and below it one for each attempt at a channel, for each image archived, and for each callback sent. A task goes on in the trace of the request that handed it in, on whatever machine it runs.',
    zh: '每个请求有一个 span，其下为每次通道尝试、每张图片的归档与每次回调各有一个。任务无论在哪台机器上执行，都延续提交它的请求的链路。',
    ja: 'リクエストのスパンの下に、チャネルへの試行、画像の保存、コールバックの送信ごとのスパンがあります。タスクはどのマシンで動いても、それを渡したリクエストのトレースを引き継ぎます。',
  },
  {
    en: 'Names follow the conventions for HTTP and for generative AI; `plantain.generation.id`, `plantain.model` and `plantain.channel` lead to the generation. No prompt, key, URL or image is in a span.',
    zh: '命名遵循 HTTP 与生成式 AI 的语义约定；`plantain.generation.id`、`plantain.model`、`plantain.channel` 可用于定位该次生成。span 中不含提示词、密钥、URL 或图片。',
    ja: '名前は HTTP と生成 AI の規約に従い、`plantain.generation.id`、`plantain.model`、`plantain.channel` で生成をたどれます。プロンプト、キー、URL、画像は含みません。',
  },
  {
    en: '`traceparent` and `tracestate` of a client are continued and handed to the channels, not to receivers of callbacks; `baggage` goes nowhere. By default a client decides whether it is sampled; `OTEL_TRACES_SAMPLER=traceidratio` leaves that to you.',
    zh: '客户端的 `traceparent` 与 `tracestate` 会被延续并传给通道，但不会传给回调接收方；`baggage` 不会转发。默认由客户端决定是否采样；设置 `OTEL_TRACES_SAMPLER=traceidratio` 则由您决定。',
    ja: 'クライアントの `traceparent` と `tracestate` は引き継がれてチャネルに渡り、コールバックの受信者には渡りません。`baggage` はどこにも渡りません。既定ではクライアントが採否を決めます。`OTEL_TRACES_SAMPLER=traceidratio` なら運用者が決めます。',
  },
  {
    en: 'Lines of the log carry `trace_id` and `span_id`.',
    zh: '日志行带有 `trace_id` 与 `span_id`。',
    ja: 'ログの行には `trace_id` と `span_id` が付きます。',
  },
];

const meaning: Text = { en: 'Meaning', zh: '含义', ja: '意味' };
const marked = (name: string): Words => ({ en: `\`${name}\``, zh: `\`${name}\``, ja: `\`${name}\`` });
const row = ([name, words]: readonly [string, Words]): Text[] => [marked(name), words];
