import type { Words } from './language.ts';

/** What each environment variable does. A test compares the names with those that are read. */
export const settingWords: Readonly<Record<string, Words>> = {
  HOST: { en: 'Address to listen on.', zh: '监听地址。', ja: '待ち受けるアドレス。' },
  PORT: { en: 'Port to listen on.', zh: '监听端口。', ja: '待ち受けるポート。' },
  PLANTAIN_DATA_DIR: {
    en: 'Folder of the database, pictures and temporary files. With SQLite one gateway has it: a second one waits 10 s for its end and is refused.',
    zh: '数据库、图片与临时文件所在目录。使用 SQLite 时只归一个网关：再启动一个会等待 10 秒，前一个仍未结束则被拒绝。',
    ja: 'データベース、画像、一時ファイルのフォルダー。SQLite では 1 つのゲートウェイだけが使えます。2 つ目は終了を 10 秒待ち、それでも使用中なら起動しません。',
  },
  PLANTAIN_PUBLIC_URL: {
    en: 'Origin of picture URLs and of the console, where it is not the address listened on.',
    zh: '图片 URL 与控制台的源地址（与监听地址不同时设置）。',
    ja: '画像 URL とコンソールのオリジン（待ち受けるアドレスと異なる場合）。',
  },
  DATABASE_URL: {
    en: '`postgres://…`: PostgreSQL instead of the embedded SQLite.',
    zh: '`postgres://…`：使用 PostgreSQL 代替内嵌 SQLite。',
    ja: '`postgres://…`：組み込みの SQLite の代わりに PostgreSQL を使います。',
  },
  PLANTAIN_ARTIFACTS: {
    en: 'Where pictures are kept: `file:/folder` or `s3://bucket/prefix`.',
    zh: '图片存放位置：`file:/folder` 或 `s3://bucket/prefix`。',
    ja: '画像の保存先：`file:/folder` または `s3://bucket/prefix`。',
  },
  PLANTAIN_S3_ENDPOINT: {
    en: 'An S3 server other than Amazon’s. Requests to it are signed for the region `us-east-1`, whatever `AWS_REGION` says.',
    zh: '非 Amazon 的 S3 服务地址。发往它的请求一律按区域 `us-east-1` 签名，与 `AWS_REGION` 无关。',
    ja: 'Amazon 以外の S3 サーバー。`AWS_REGION` にかかわらず、リージョン `us-east-1` として署名します。',
  },
  PLANTAIN_REFERENCE_ALLOW: {
    en: 'Address ranges that references may come from and callbacks may go to although they are not public.',
    zh: '虽非公网但允许参考图来源与回调目标使用的地址段。',
    ja: '公開アドレスでなくても参照画像の取得元・コールバック先として許可する範囲。',
  },
  PLANTAIN_REFERENCE_CACHE_SECONDS: {
    en: 'Longest a fetched reference is used again for the same account, where its server allows it; 0 keeps none.',
    zh: '同一账户可重复使用已下载参考图的最长时间（以其服务器允许为限）；0 表示不保留。',
    ja: '取得した参照画像を同じアカウントで再利用する最長時間（配信元が許す範囲）。0 なら保存しません。',
  },
  PLANTAIN_REFERENCE_CACHE_MB: {
    en: 'What the references kept so may hold together on the local disk, per process.',
    zh: '每个进程在本地磁盘上保留的参考图总量上限。',
    ja: 'プロセスごとにローカルディスクへ保存する参照画像の合計上限。',
  },
  PLANTAIN_TRUSTED_PROXIES: {
    en: 'Ranges of proxies whose `X-Forwarded-For`, `-Proto` and `-Host` are believed.',
    zh: '可信代理的地址段，其 `X-Forwarded-For`、`-Proto` 与 `-Host` 会被采信。',
    ja: '`X-Forwarded-For`・`-Proto`・`-Host` を信頼するプロキシの範囲。',
  },
  PLANTAIN_CORS_ORIGINS: {
    en: 'Origins whose pages may use the API from a browser, as browsers write them, separated by commas, or `*`.',
    zh: '允许其网页在浏览器中直接调用 API 的来源，按浏览器写法，以逗号分隔；或 `*`。',
    ja: 'ブラウザーから API を使ってよいページのオリジン。ブラウザーの表記どおりコンマ区切り、または `*`。',
  },
  PLANTAIN_UPSTREAM_PROXY: {
    en: 'HTTP proxy on the way to `https:` upstreams (CONNECT): `http://[user:password@]host:port`. References and callbacks never go through it.',
    zh: '访问 `https:` 上游时使用的 HTTP 代理（CONNECT）：`http://[user:password@]host:port`。参考图与回调不经过它。',
    ja: '`https:` の上流へ向かう HTTP プロキシ（CONNECT）：`http://[user:password@]host:port`。参照画像とコールバックは通りません。',
  },
  PLANTAIN_UPSTREAM_NO_PROXY: {
    en: 'Hosts reached without it, separated by commas: a name, an address, or `.example.com` for all below it. This machine always is.',
    zh: '不经代理直接访问的主机，以逗号分隔：主机名、地址，或用 `.example.com` 表示其下所有主机。本机始终直连。',
    ja: 'プロキシを使わないホスト。コンマ区切りで、名前、アドレス、または配下すべてを表す `.example.com`。自機は常に直接です。',
  },
  PLANTAIN_REQUESTS_PER_MINUTE: {
    en: 'Creates per key and minute, where the key says nothing.',
    zh: '密钥未设置时，每分钟的创建请求上限。',
    ja: 'キーに設定がない場合の、毎分の作成リクエスト数。',
  },
  PLANTAIN_READS_PER_MINUTE: {
    en: 'Reads per key and minute.',
    zh: '每密钥每分钟的读取请求上限。',
    ja: 'キーごとの毎分の読み取りリクエスト数。',
  },
  PLANTAIN_MAX_RUNNING: {
    en: 'Synchronous generations at once in one process, and as many tasks beside them.',
    zh: '单个进程的同步生成并发数；异步任务另有同样数量。',
    ja: '1 プロセスの同期生成の同時実行数。タスクは別枠で同数です。',
  },
  PLANTAIN_MAX_WAITING: {
    en: 'Synchronous generations that may wait up to 10 s for a place in a full process, key by key in turn; `0`: none.',
    zh: '进程已满时最多等待 10 秒的同步生成数，按密钥轮流放行；`0` 表示不等待。',
    ja: '満杯のプロセスで最大 10 秒待てる同期生成の数。キーごとに順番に入ります。`0` は待たせません。',
  },
  PLANTAIN_BODY_MEMORY_MB: {
    en: 'MiB that bodies of requests without an answer may hold in memory; inline images go to the disk and do not count.',
    zh: '尚未应答的请求体可占用的内存（MiB）；内联图片写入磁盘，不计入。',
    ja: '未応答のリクエスト本文が使えるメモリ（MiB）。インライン画像はディスクに置かれ、数えません。',
  },
  PLANTAIN_BODY_DISK_MB: {
    en: 'MiB that inline images, forms and uploads of requests without an answer may hold on the disk.',
    zh: '尚未应答的请求中的内联图片、表单和上传可占用的磁盘（MiB）。',
    ja: '未応答のリクエストのインライン画像・フォーム・アップロードが使えるディスク（MiB）。',
  },
  PLANTAIN_ROLE: {
    en: '`api` accepts, `worker` performs tasks, `all` does both; the first two need PostgreSQL.',
    zh: '`api` 接收请求，`worker` 执行任务，`all` 兼任；前两者需要 PostgreSQL。',
    ja: '`api` は受け付け、`worker` はタスク実行、`all` は両方。前の 2 つには PostgreSQL が必要です。',
  },
  PLANTAIN_WORKERS: {
    en: 'Processes that share one port, for as many cores; more than one need PostgreSQL.',
    zh: '共用一个端口的进程数，用于多核；多于一个时需要 PostgreSQL。',
    ja: '1 つのポートを共有するプロセス数(コア数に合わせます)。2 以上には PostgreSQL が必要です。',
  },
  PLANTAIN_NODES: {
    en: 'Processes that share the rate limits, for when Redis is away.',
    zh: 'Redis 不可用时分担速率限制的进程数。',
    ja: 'Redis が使えないときに上限を分け合うプロセス数。',
  },
  REDIS_URL: {
    en: 'Redis or Valkey that shares rate limits between processes.',
    zh: '在进程间共享速率限制的 Redis 或 Valkey。',
    ja: 'プロセス間でレート制限を共有する Redis または Valkey。',
  },
  PLANTAIN_RETENTION_DAYS: {
    en: 'How long pictures and ended generations are kept, and checks that newer ones took the place of.',
    zh: '图片、已结束记录以及被更新检查取代的旧检查的保留天数。',
    ja: '画像と終了した生成、および新しい検査に置き換えられた検査の保存日数。',
  },
  PLANTAIN_SIGNED_LINKS: {
    en: 'How long a link to a picture is good for, such as `30m`, `24h` or `7d`. Unset: links are not signed, and good as long as the picture is kept.',
    zh: '图片链接的有效时长，如 `30m`、`24h`、`7d`。不设置：链接不签名，在图片保留期内一直有效。',
    ja: '画像リンクの有効期間（`30m`、`24h`、`7d` など）。未設定なら署名はなく、画像の保存期間中ずっと有効です。',
  },
  PLANTAIN_PROBES: {
    en: '`off`: channels left alone for a refused key or a retired model are not asked by free calls whether they work again.',
    zh: '`off`：对因密钥被拒或模型下线而停用的通道，不再用免费调用探测其是否恢复。',
    ja: '`off`：キー拒否やモデル終了で休止中のチャネルに、無料の呼び出しで復旧を確かめません。',
  },
  PLANTAIN_DRAIN_SECONDS: {
    en: 'How long a process that was asked to end finishes what it began; the rest is handed back.',
    zh: '进程收到退出请求后继续完成已开始任务的秒数；其余任务会被交还。',
    ja: '終了を求められたプロセスが、始めた処理を終えるまでの秒数。残りは引き渡されます。',
  },
  PLANTAIN_FSYNC: {
    en: '`on`: pictures are on the disk before the answer, and survive a loss of power.',
    zh: '`on`：响应前先将图片落盘，断电也不丢失。',
    ja: '`on`：応答前に画像をディスクへ書き込み、停電でも失われません。',
  },
  PLANTAIN_LOG_LEVEL: {
    en: '`silent`, `error`, `warn`, `info` or `debug`.',
    zh: '`silent`、`error`、`warn`、`info` 或 `debug`。',
    ja: '`silent`、`error`、`warn`、`info`、`debug` のいずれか。',
  },
  PLANTAIN_CONFIG: {
    en: 'YAML file with channels and models.',
    zh: '包含通道与模型的 YAML 文件。',
    ja: 'チャネルとモデルを記した YAML ファイル。',
  },
  PLANTAIN_MASTER_KEY: {
    en: 'Seals the secrets in the database: at least 32 characters, several with the newest first, the same on every process.',
    zh: '用于加密数据库中的机密：至少 32 个字符，可多个且最新在前，所有进程须一致。',
    ja: 'データベース内の秘密を封印する鍵。32 文字以上。複数なら新しいものを先頭に、全プロセスで同じ値にします。',
  },
  PLANTAIN_VERIFY_HOURS: {
    en: 'Every live channel is checked once in so many hours, 1 to 168, and after it changes. Without it nothing is checked by itself.',
    zh: '每个正式通道每隔这么多小时(1 至 168)检查一次,变更后也会检查。未设置时不会自动检查。',
    ja: '各本番チャネルをこの時間(1〜168)ごとに、また変更後に検査します。なければ自動では検査しません。',
  },
  PLANTAIN_VERIFY_CAP_USD: {
    en: 'The most one of these checks may cost, in dollars: counted at your price, or at what the upstream charges (`cost` of the channel, else the list price) where that is higher.',
    zh: '一次自动检查最多花费的美元金额:按您的售价计算;若上游收费(通道的 `cost`,否则为官方标价)更高,则按上游收费计算。',
    ja: '自動検査 1 回の費用の上限(ドル)。自分の販売価格で数え、上流の料金(チャネルの `cost`、なければ定価)の方が高ければそれで数えます。',
  },
  PLANTAIN_VERIFY_CALLBACK_URL: {
    en: 'Is told, signed as callbacks are, when a check finds that a capability stops working or works again.',
    zh: '当检查发现某项能力失效或恢复时,以与回调相同的签名方式通知此地址。',
    ja: '検査で機能の停止や復旧が分かったとき、コールバックと同じ署名でこの URL に知らせます。',
  },
  PLANTAIN_VERIFY_OUTPOST: {
    en: 'Address to give out test files and take callbacks on while checks run.',
    zh: '检查运行期间提供测试文件并接收回调的地址。',
    ja: '検査中にテスト用ファイルを配り、コールバックを受けるアドレス。',
  },
  PLANTAIN_ADMIN_TOKEN: {
    en: 'Opens `/admin/v1`; at least 24 characters. Without it there is none.',
    zh: '用于访问 `/admin/v1`，至少 24 个字符；不设置则不开放。',
    ja: '`/admin/v1` を開くトークン。24 文字以上。設定しなければ管理 API はありません。',
  },
  GEMINI_API_KEY: {
    en: 'Adds a channel `gemini` to Google’s Gemini API, unless a channel of the file uses the same key.',
    zh: '添加一个名为 `gemini` 的 Google Gemini API 通道；若文件中已有通道使用同一密钥，则不添加。',
    ja: 'Google の Gemini API へのチャネル `gemini` を追加します。ファイルのチャネルが同じキーを使う場合は追加しません。',
  },
  EMULATOR_PORT: {
    en: 'Port of the sandbox; 0 takes a free one.',
    zh: '沙箱端口；0 表示自动选择。',
    ja: 'サンドボックスのポート。0 なら空きポート。',
  },
};

/** What each key of a channel does. A test compares the names with the schema's. */
export const channelWords: Readonly<Record<string, Words>> = {
  id: {
    en: 'Its name: lower-case letters, digits and dashes.',
    zh: '标识：小写字母、数字与连字符。',
    ja: '識別名。英小文字・数字・ハイフン。',
  },
  name: { en: 'A title for people.', zh: '便于识别的名称。', ja: '人が読むための名称。' },
  provider: {
    en: 'The upstream API: one of the [providers](#providers).',
    zh: '上游 API：[提供方](#providers)之一。',
    ja: '上流の API：[プロバイダー](#providers)のいずれか。',
  },
  base_url: {
    en: 'Another address of that API.',
    zh: '该 API 的其他地址。',
    ja: 'その API の別のアドレス。',
  },
  credential: {
    en: 'Its key, or `$NAME` for an environment variable.',
    zh: '密钥，或以 `$NAME` 引用环境变量。',
    ja: '認証情報。`$NAME` で環境変数を参照できます。',
  },
  credentials: {
    en: 'Several, to be rotated.',
    zh: '多个密钥，轮换使用。',
    ja: '複数の認証情報。順に使います。',
  },
  tier: {
    en: '`official` or `value`: what strategies choose by.',
    zh: '`official` 或 `value`：路由策略据此选择。',
    ja: '`official` または `value`。戦略がこれで選びます。',
  },
  priority: { en: 'Lower is tried first.', zh: '数值小者优先。', ja: '小さいほど先に試します。' },
  weight: {
    en: 'Its share of the calls among channels of the same priority.',
    zh: '同优先级通道间的流量权重。',
    ja: '同じ優先度のチャネル間での配分。',
  },
  enabled: { en: 'Off: nothing goes there.', zh: '关闭后不再使用。', ja: '無効にすると使われません。' },
  draining: {
    en: 'Finishes what it has and takes nothing new.',
    zh: '完成已有请求，不再接收新请求。',
    ja: '処理中のものを終え、新規は受けません。',
  },
  probe: {
    en: 'Off: no call is made to it but those of requests.',
    zh: '关闭后除正式请求外不向其发起调用。',
    ja: '無効にすると、リクエスト以外の呼び出しをしません。',
  },
  models: {
    en: 'Upstream ids by public model, in order.',
    zh: '各公开模型对应的上游模型（按顺序）。',
    ja: '公開モデルごとの上流 ID（優先順）。',
  },
  cost: {
    en: 'What it costs you: dollars per image by model and size.',
    zh: '你的成本：按模型与尺寸的每张美元价。',
    ja: '仕入れ値。モデルとサイズごとの 1 枚あたりドル。',
  },
  limits: {
    en: 'Requests per minute and concurrency it takes.',
    zh: '可承受的每分钟请求数与并发数。',
    ja: '受けられる毎分リクエスト数と同時数。',
  },
  capabilities: {
    en: 'What it cannot do although its models can.',
    zh: '模型支持但该通道不支持的能力。',
    ja: 'モデルはできてもこのチャネルではできないこと。',
  },
  tags: { en: 'Words to find it by.', zh: '便于检索的标签。', ja: '検索用のタグ。' },
  settings: {
    en: 'What only its provider knows, e.g. project and location of Vertex AI.',
    zh: '提供方专属设置，如 Vertex AI 的项目与区域。',
    ja: 'プロバイダー固有の設定（Vertex AI のプロジェクトやリージョンなど）。',
  },
};
