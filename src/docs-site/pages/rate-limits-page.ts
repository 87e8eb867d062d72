import { code, heading, list, type Page, paragraph, table } from '../page.ts';
import type { SiteInput } from '../site-input.ts';

/** The limits of this gateway, how they are told, and how to live with them. */
export function rateLimitsPage({ limits, origin }: SiteInput): Page {
  const { requestsPerMinute, readsPerMinute, maxRunning, runningOfKey, watchesOfKey } = limits;
  return {
    path: '/docs/rate-limits',
    title: { en: 'Rate limits', zh: '速率限制', ja: 'レート制限' },
    summary: {
      en: 'How much a key may ask, how every answer says what is left, and what to do at the limit.',
      zh: '密钥的请求额度、响应中的剩余额度，以及达到上限时的处理方式。',
      ja: 'キーごとの上限、応答に含まれる残量、上限に達したときの対処。',
    },
    blocks: [
      heading({ en: 'Limits of this gateway', zh: '本网关的限制', ja: 'このゲートウェイの上限' }),
      table(
        [
          { en: 'What is counted', zh: '计数对象', ja: '数える対象' },
          { en: 'Limit', zh: '上限', ja: '上限' },
        ],
        [
          [
            {
              en: 'Requests that create something, per key and minute',
              zh: '创建类请求（每密钥每分钟）',
              ja: '作成系リクエスト（キーごと・毎分）',
            },
            String(requestsPerMinute),
          ],
          [
            {
              en: 'Requests that only read, per key and minute',
              zh: '只读请求（每密钥每分钟）',
              ja: '読み取りリクエスト（キーごと・毎分）',
            },
            String(readsPerMinute),
          ],
          [
            {
              en: 'Generations under way per key: so many synchronous ones, and as many tasks beside them',
              zh: '每密钥同时进行的生成：同步生成数，异步任务另有同样数量',
              ja: 'キーごとに同時に進行する生成：同期生成の数（タスクは別枠で同数）',
            },
            String(runningOfKey),
          ],
          [
            {
              en: 'Synchronous generations at once in one process of the gateway, and as many tasks beside them',
              zh: '网关单个进程的同步生成并发数，异步任务另有同样数量',
              ja: 'ゲートウェイ 1 プロセスの同期生成の同時実行数（タスクは別枠で同数）',
            },
            String(maxRunning),
          ],
          [
            {
              en: 'Requests that wait for a task at once (events, `wait`), per key and process',
              zh: '同时等待任务的请求（事件流、`wait`），每密钥每进程',
              ja: 'タスクを同時に待つリクエスト（イベント、`wait`）。キーごと・プロセスごと',
            },
            String(watchesOfKey),
          ],
        ],
      ),
      paragraph({
        en: 'A key may have limits of its own, for requests and for generations under way. The window of requests slides: there is no moment at which it starts anew.',
        zh: '密钥可有自己的请求数与同时生成数限制。请求的计数窗口是滑动的，没有统一的重置时刻。',
        ja: 'キーには、リクエスト数と同時に進める生成数に独自の上限を設定できます。リクエストの集計はスライディングウィンドウで、一斉にリセットされる時刻はありません。',
      }),
      heading({ en: 'What every answer says', zh: '响应中的额度信息', ja: '応答に含まれる情報' }),
      code(
        'sh',
        `curl -s -o /dev/null -D - ${origin}/v1/models \\
  -H "Authorization: Bearer $PLANTAIN_KEY" | grep -i ratelimit`,
        /x-ratelimit-remaining-requests: \d+/,
      ),
      table(
        [
          { en: 'Header', zh: '响应头', ja: 'ヘッダー' },
          { en: 'Meaning', zh: '含义', ja: '意味' },
        ],
        [
          [
            'x-ratelimit-limit-requests',
            { en: 'Requests per minute of the key.', zh: '密钥每分钟可用请求数。', ja: 'キーの毎分の上限。' },
          ],
          [
            'x-ratelimit-remaining-requests',
            { en: 'Requests left now.', zh: '当前剩余请求数。', ja: '現在の残り。' },
          ],
          [
            'x-ratelimit-reset-requests',
            {
              en: 'Time until all of them are back, as OpenAI writes it: `1m5s`.',
              zh: '额度完全恢复所需时间，采用 OpenAI 写法：`1m5s`。',
              ja: 'すべて回復するまでの時間。OpenAI の表記：`1m5s`。',
            },
          ],
          [
            'ratelimit, ratelimit-policy',
            {
              en: 'The same in the IETF’s form.',
              zh: 'IETF 草案格式的同一信息。',
              ja: 'IETF 形式の同じ情報。',
            },
          ],
          [
            'retry-after',
            {
              en: 'At the limit: seconds to wait, 59 at most.',
              zh: '达到上限时应等待的秒数，最多 59。',
              ja: '上限に達したときの待ち秒数。最大 59。',
            },
          ],
        ],
      ),
      heading({ en: 'At the limit', zh: '达到上限时', ja: '上限に達したら' }),
      list(
        {
          en: 'The answer is a 429 in the contract’s own shape. Wait as long as `Retry-After` says: who does is admitted.',
          zh: '返回该协议格式的 429。按 `Retry-After` 等待即可被接受。',
          ja: '契約の形式で 429 が返ります。`Retry-After` のとおり待てば受け付けられます。',
        },
        {
          en: 'Send an `Idempotency-Key` with what you repeat: nothing is made or charged twice.',
          zh: '重试时带上 `Idempotency-Key`，不会重复生成或计费。',
          ja: '再試行には `Idempotency-Key` を付けてください。二重に生成・課金されません。',
        },
        {
          en: 'For many pictures use tasks and [callbacks](/docs/callbacks) instead of polling.',
          zh: '大量出图时，请使用任务与[回调](/docs/callbacks)代替轮询。',
          ja: '大量の画像には、ポーリングではなくタスクと[コールバック](/docs/callbacks)を使ってください。',
        },
      ),
    ],
  };
}
