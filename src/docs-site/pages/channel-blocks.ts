import { capabilityWords } from '../capability-words.ts';
import { type Block, code, heading, paragraph } from '../page.ts';
import { providerTable } from '../provider-table.ts';
import { channelWords } from '../setting-words.ts';
import type { SiteInput } from '../site-input.ts';
import { meaningTable } from './meaning-table.ts';

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

/** Channels, what one may say of itself, and the providers there are. */
export const channelBlocks = (providers: SiteInput['providers']): Block[] => [
  heading({ en: 'Channels', zh: '通道', ja: 'チャネル' }),
  paragraph({
    en: 'A channel is an account at an upstream. Set `GEMINI_API_KEY` for one called `gemini`, or name several in the file that `PLANTAIN_CONFIG` points to; one of the file on the same key stands in place of `gemini`:',
    zh: '通道即一个上游账号。设置 `GEMINI_API_KEY` 即可获得名为 `gemini` 的通道，或在 `PLANTAIN_CONFIG` 指向的文件中列出多个；文件中使用同一密钥的通道会取代 `gemini`：',
    ja: 'チャネルは上流のアカウントです。`GEMINI_API_KEY` で `gemini` という 1 つ、または `PLANTAIN_CONFIG` のファイルで複数を設定します。同じキーを使うファイルのチャネルは `gemini` に代わります：',
  }),
  code('yaml', channelsExample),
  meaningTable(channelWords),
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
  meaningTable(capabilityWords),
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
];
