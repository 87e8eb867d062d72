import { threeWays } from '../examples.ts';
import type { Words } from '../language.ts';
import { code, heading, list, note, type Page, paragraph, table } from '../page.ts';
import type { SiteInput } from '../site-input.ts';

/** How a task's end is told, how to know it is true, and when it is told again. */
export function callbacksPage({ origin, callbackDelaysMs }: SiteInput): Page {
  return {
    path: '/docs/callbacks',
    title: { en: 'Callbacks', zh: '回调', ja: 'コールバック' },
    summary: {
      en: 'A task says by itself that it has ended: one signed POST, repeated until your server takes it.',
      zh: '任务结束时主动通知：发送一次签名 POST，直到你的服务器接收为止。',
      ja: 'タスクの終了を署名付き POST で通知し、サーバーが受け取るまで繰り返します。',
    },
    blocks: [
      heading({ en: 'Ask for one', zh: '请求回调', ja: '通知を求める' }),
      paragraph({
        en: 'Give a `callback_url` when you create a task. It must be https and lead to a public host on port 443. The same field works on [Generate task](/docs/nano-banana-2/generate-task) with `request_type: "callback"`.',
        zh: '创建任务时提供 `callback_url`，必须是公网主机 443 端口上的 https 地址。在 [Generate task](/docs/nano-banana-2/generate-task) 协议中配合 `request_type: "callback"` 使用同一字段。',
        ja: 'タスク作成時に `callback_url` を指定します。公開ホストの 443 番ポートに届く https の URL が必要です。[Generate task](/docs/nano-banana-2/generate-task) では `request_type: "callback"` と併せて同じ項目を使います。',
      }),
      threeWays({
        url: `${origin}/v1/generations`,
        body: {
          model: 'nano-banana-2',
          prompt: 'A plantain on a white plate, studio light',
          callback_url: 'https://example.com/plantain',
        },
        prints: /"id"/,
      }),
      paragraph({
        en: 'The body of the callback is what the contract’s own status route answers, so one reader serves both. Where links are signed, each attempt brings fresh ones.',
        zh: '回调的正文与该协议状态接口的响应相同，一套解析代码即可。启用签名链接时，每次发送都会附上新链接。',
        ja: 'コールバックの本文は契約の状態取得と同じ内容です。読み取り処理は共通で済みます。署名付きリンクでは、送信のたびに新しいリンクが入ります。',
      }),
      heading({ en: 'Verify it', zh: '验证签名', ja: '検証する' }),
      paragraph({
        en: 'Callbacks are signed as [Standard Webhooks](https://www.standardwebhooks.com) says: `webhook-id`, `webhook-timestamp` and `webhook-signature`, an HMAC-SHA256 of `id.timestamp.body`. Make your secret with `POST /v1/callbacks/secrets` and a live key; it is shown once. A test key is refused there: `plantain callbacks secret show`, run where the gateway keeps its data, prints the secret that signs for both.',
        zh: '回调按 [Standard Webhooks](https://www.standardwebhooks.com) 签名：`webhook-id`、`webhook-timestamp` 和 `webhook-signature`，即对 `id.timestamp.body` 的 HMAC-SHA256。使用正式密钥调用 `POST /v1/callbacks/secrets` 创建签名密钥，仅显示一次。测试密钥会被拒绝：请在网关数据所在的机器上运行 `plantain callbacks secret show`，它会输出两种模式共用的签名密钥。',
        ja: '[Standard Webhooks](https://www.standardwebhooks.com) に従って署名します：`webhook-id`、`webhook-timestamp`、`webhook-signature`（`id.timestamp.body` の HMAC-SHA256）。署名シークレットは本番キーで `POST /v1/callbacks/secrets` を呼んで作成し、表示は一度だけです。テストキーは拒否されます。ゲートウェイのデータがあるマシンで `plantain callbacks secret show` を実行すると、両方のモードに共通のシークレットが表示されます。',
      }),
      { kind: 'examples', codes: [verifyInTypeScript, verifyInPython] },
      list(
        {
          en: 'Verify the text as it came, before parsing it.',
          zh: '请对收到的原始文本验签，再解析。',
          ja: '解析する前に、受け取ったままのテキストを検証してください。',
        },
        {
          en: 'While a secret is replaced, the request’s `webhook-signature` holds a signature for each: one that fits is enough.',
          zh: '更换密钥期间，`webhook-signature` 请求头中含有每个密钥的签名，任一匹配即可。',
          ja: 'シークレットの切り替え中は、リクエストの `webhook-signature` にそれぞれの署名が入ります。1 つ一致すれば十分です。',
        },
        {
          en: 'The same callback may come twice: `webhook-id` stays the same, so keep those you have seen.',
          zh: '同一回调可能到达两次：`webhook-id` 不变，请记录已处理的编号。',
          ja: '同じ通知が二度届くことがあります。`webhook-id` は同じなので、処理済みの ID を記録してください。',
        },
      ),
      heading({ en: 'When it is sent again', zh: '重试时间表', ja: '再送の間隔' }),
      paragraph({
        en: 'Answer with any 2xx within 30 seconds. A 410 says that nobody wants the callback: it is not sent again. Anything else is tried again:',
        zh: '请在 30 秒内返回任意 2xx。返回 410 表示不再需要该回调，不会重发。其他情况按下表重试：',
        ja: '30 秒以内に 2xx を返してください。410 は通知が不要という意味で、再送しません。それ以外は次の間隔で再送します：',
      }),
      table(
        [
          { en: 'Attempt', zh: '次数', ja: '回数' },
          { en: 'Wait before it', zh: '此前等待', ja: '直前の待ち時間' },
        ],
        callbackDelaysMs.map((delayMs, index) => [String(index + 1), duration(delayMs)]),
      ),
      note({
        en: 'Each wait is up to a fifth longer or shorter. `GET /v1/callbacks` lists callbacks with their number of attempts, `GET /v1/callbacks/{id}` shows each attempt, and `POST /v1/callbacks/{id}/redeliver` sends one again.',
        zh: '每次等待会有最多五分之一的浮动。`GET /v1/callbacks` 列出回调及其尝试次数，`GET /v1/callbacks/{id}` 可查看每次尝试，`POST /v1/callbacks/{id}/redeliver` 可重新发送。',
        ja: '待ち時間は最大 2 割前後します。`GET /v1/callbacks` は通知と試行回数の一覧、`GET /v1/callbacks/{id}` は各試行を返し、`POST /v1/callbacks/{id}/redeliver` で再送できます。',
      }),
    ],
  };
}

function duration(ms: number): Words {
  if (ms === 0) return { en: 'none', zh: '无', ja: 'なし' };
  const [count, en, zh, ja] =
    ms < 60_000
      ? ([ms / 1_000, 'seconds', '秒', '秒'] as const)
      : ms < 3_600_000
        ? ([ms / 60_000, 'minutes', '分钟', '分'] as const)
        : ([ms / 3_600_000, 'hours', '小时', '時間'] as const);
  return { en: `${count} ${en}`, zh: `${count} ${zh}`, ja: `${count} ${ja}` };
}

const verifyInTypeScript = code(
  'ts',
  `import { createHmac, timingSafeEqual } from 'node:crypto';

/** body: the text as it came. Throws if the callback is not from the gateway, or too old. */
export function verify(body: string, headers: Record<string, string>, secret: string): unknown {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) throw new Error('too old');
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(\`\${id}.\${timestamp}.\${body}\`).digest();
  const isSigned = headers['webhook-signature'].split(' ').some((signature) => {
    const offered = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    return offered.length === expected.length && timingSafeEqual(offered, expected);
  });
  if (!isSigned) throw new Error('not signed with this secret');
  return JSON.parse(body);
}

// Try it: a callback signed here, then the same with one letter changed.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = '{"status":"succeeded"}';
const timestamp = String(Math.floor(Date.now() / 1000));
const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'));
const headers = {
  'webhook-id': 'evt_1',
  'webhook-timestamp': timestamp,
  'webhook-signature': 'v1,' + mac.update(\`evt_1.\${timestamp}.\${body}\`).digest('base64'),
};
console.log(verify(body, headers, secret));
try {
  verify(body.replace('s', 'S'), headers, secret);
} catch (error) {
  console.log(String(error));
}`,
  /succeeded[\s\S]*not signed/,
);

const verifyInPython = code(
  'python',
  `import base64, hashlib, hmac, json, time

def verify(body: str, headers: dict, secret: str):
    """body: the text as it came. Raises if the callback is not from the gateway, or too old."""
    message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(timestamp)) > 300:
        raise ValueError("too old")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = hmac.new(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    offered = [base64.b64decode(one.removeprefix("v1,")) for one in headers["webhook-signature"].split()]
    if not any(hmac.compare_digest(one, expected) for one in offered):
        raise ValueError("not signed with this secret")
    return json.loads(body)

# Try it: a callback signed here, then the same with one letter changed.
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
body, timestamp = '{"status":"succeeded"}', str(int(time.time()))
mac = hmac.new(base64.b64decode(secret[6:]), f"evt_1.{timestamp}.{body}".encode(), hashlib.sha256)
headers = {
    "webhook-id": "evt_1",
    "webhook-timestamp": timestamp,
    "webhook-signature": "v1," + base64.b64encode(mac.digest()).decode(),
}
print(verify(body, headers, secret))
try:
    verify(body.replace("s", "S"), headers, secret)
except ValueError as error:
    print(error)`,
  /succeeded[\s\S]*not signed/,
);
