import { type Block, heading, list, paragraph } from '../page.ts';

/** URLs of pictures that end before their picture does. */
export const signedLinkBlocks: readonly Block[] = [
  heading({ en: 'Signed links', zh: '签名链接', ja: '署名付きリンク' }, 'signed-links'),
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
