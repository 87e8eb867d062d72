import { type FailureCode, failures } from '../../generation/failure.ts';
import type { Protocol } from '../../generation/protocol.ts';
import { failureWords } from '../failure-words.ts';
import type { Text, Words } from '../language.ts';
import { code, heading, list, type Page, paragraph, table } from '../page.ts';
import type { SiteInput } from '../site-input.ts';
import { marked } from './meaning-table.ts';

/** Contracts whose error codes differ; the others share one of these. */
const shown = [
  'openai-images',
  'openai-chat',
  'openrouter-images',
  'gemini',
  'generations',
  'generate-task',
  'model-generation',
  'model-queue',
  'mcp',
];

/** The failure table as it is compiled, and each contract's own words for it. */
export function errorsPage({ protocols }: SiteInput): Page {
  const columns = alike(shown.flatMap((name) => protocols.filter((protocol) => protocol.name === name)));
  return {
    path: '/docs/errors',
    title: { en: 'Errors', zh: '错误码', ja: 'エラー' },
    summary: {
      en: 'Every way a generation can fail. Each contract says it in its own words; a failure is never charged.',
      zh: '生成请求可能失败的全部情形。各协议以各自的格式表达；失败绝不计费。',
      ja: '生成が失敗するすべての場合。各契約がそれぞれの形式で表現し、失敗には課金しません。',
    },
    blocks: [
      heading({ en: 'What an error looks like', zh: '错误的格式', ja: 'エラーの形' }),
      paragraph({
        en: 'On the OpenAI-shaped contracts, with the id that the answer also carries in `x-request-id`:',
        zh: 'OpenAI 风格的协议返回如下格式，其中的编号与响应头 `x-request-id` 相同：',
        ja: 'OpenAI 形式の契約では次のとおりです。ID は応答ヘッダー `x-request-id` と同じです：',
      }),
      code(
        'json',
        `{
  "error": {
    "message": "aspect_ratio must be one of 1:1, 2:3, … (request id: 20261121…)",
    "type": "invalid_request_error",
    "param": "aspect_ratio",
    "code": "invalid_request"
  }
}`,
      ),
      list(
        {
          en: 'A final failure never has a status that SDKs retry; where it must, `x-should-retry: false` goes with it.',
          zh: '最终失败不会使用 SDK 会自动重试的状态码；不得不用时会附带 `x-should-retry: false`。',
          ja: '確定した失敗に、SDK が再試行するステータスは使いません。やむを得ない場合は `x-should-retry: false` が付きます。',
        },
        {
          en: '`Retry-After` is 59 seconds at most. At a rate limit, who waits that long is admitted. A channel may rest for longer, up to five minutes: then the next answer says again how long to wait.',
          zh: '`Retry-After` 最长 59 秒。遇到限流时，按此等待即可被接受。通道的休止可能更久，最长五分钟：此时下一次响应会再次给出等待时间。',
          ja: '`Retry-After` は最大 59 秒です。レート制限なら、そのとおり待てば受け付けられます。チャネルの休止はそれより長く、最長 5 分に及ぶことがあります。その場合は次の応答が改めて待ち時間を示します。',
        },
        {
          en: 'On the task contracts a failed task is a normal answer with its reason inside, as their clients expect.',
          zh: '在任务类协议中，失败的任务以正常响应返回并在其中说明原因，与其客户端的预期一致。',
          ja: 'タスク形式の契約では、失敗したタスクは理由を含む通常の応答として返ります。',
        },
      ),
      heading({ en: 'Codes', zh: '代码', ja: 'コード' }),
      table(
        [
          { en: 'Code', zh: '代码', ja: 'コード' },
          { en: 'Meaning, and what to do', zh: '含义与处理', ja: '意味と対処' },
          { en: 'What the gateway tries by itself', zh: '网关的自动处理', ja: 'ゲートウェイの自動処理' },
        ],
        codes.map((name) => [marked(name), failureWords[name], retries[failures[name].retry]]),
      ),
      heading({ en: 'Status by contract', zh: '各协议的状态码', ja: '契約ごとのステータス' }),
      paragraph({
        en: 'The HTTP status, and the contract’s own code where it has one.',
        zh: 'HTTP 状态码，以及该协议自身的错误代码。',
        ja: 'HTTP ステータスと、契約独自のコード。',
      }),
      table(
        [
          { en: 'Code', zh: '代码', ja: 'コード' },
          ...columns.map(([first, ...others]): Text => [first, ...others].map(titleOf).join(', ')),
        ],
        codes.map((name) => [marked(name), ...columns.map(([{ failures: wire }]) => wireWords(wire[name]))]),
      ),
    ],
  };
}

type Alike = [Protocol, ...Protocol[]];

/** Contracts that say every failure in the same words share a column. */
function alike(protocols: readonly Protocol[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (const protocol of protocols) {
    const wire = JSON.stringify(codes.map((name) => protocol.failures[name]));
    const known = groups.get(wire);
    if (known) known.push(protocol);
    else groups.set(wire, [protocol]);
  }
  return [...groups.values()];
}

const titleOf = ({ title }: Protocol) => title;

/** As code, which never breaks. */
function wireWords({ status, code: own }: Protocol['failures'][FailureCode]): Words {
  const text = `\`${[status, own].filter(Boolean).join(' ')}\``;
  return { en: text, zh: text, ja: text };
}

const codes = Object.keys(failures) as FailureCode[];

const retries: Readonly<Record<(typeof failures)[FailureCode]['retry'], Words>> = {
  never: { en: 'nothing', zh: '无', ja: 'なし' },
  'same-channel': { en: 'again', zh: '重试', ja: '再試行' },
  'another-channel': { en: 'another channel', zh: '换用其他通道', ja: '別のチャネル' },
};
