import type { Words } from '../language.ts';
import { type Block, code, heading, list, paragraph } from '../page.ts';

const tracedStart = `npm install --prefix examples/tracing
export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
NODE_OPTIONS="--import $PWD/examples/tracing/tracing.mjs" npx plantain serve`;

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

/** OpenTelemetry. */
export const traceBlocks: readonly Block[] = [
  heading({ en: 'Traces', zh: '链路追踪', ja: 'トレース' }),
  paragraph({
    en: 'With an SDK of OpenTelemetry loaded at the start, every request of an API has a trace; without one nothing is traced, and it costs nothing. `examples/tracing` in the repository sends spans to a collector:',
    zh: '启动时加载 OpenTelemetry SDK 后，每个 API 请求都有一条链路；不加载则不追踪，也没有开销。仓库中的 `examples/tracing` 可将 span 发送到采集器：',
    ja: '起動時に OpenTelemetry の SDK を読み込むと、API の各リクエストがトレースされます。なければ何も記録せず、負荷もありません。リポジトリの `examples/tracing` はスパンをコレクターへ送ります：',
  }),
  code('console', tracedStart),
  list(...traceRules),
];
