import { type Block, code, heading, list, paragraph } from '../page.ts';

/** How a picture is taken down before its time, and what of it stays. */
export const takeDownBlocks: readonly Block[] = [
  heading({ en: 'Take a picture down', zh: '删除图片', ja: '画像を取り下げる' }, 'take-down'),
  paragraph({
    en: 'Images of an ended generation can be deleted before they expire: those of any account by an operator, here or with the button on the generation’s page in the console; its own by a key with `DELETE /v1/generations/{id}/images`. The id is the number in the URL of the image, without the `-1` at its end.',
    zh: '已结束的生成，其图片可在过期前删除：运维人员可用下列命令或控制台生成页上的按钮删除任意账户的图片；持有密钥者用 `DELETE /v1/generations/{id}/images` 删除自己的图片。id 即图片 URL 中的编号，不含结尾的 `-1`。',
    ja: '終了した生成の画像は期限前に削除できます。運用者は次のコマンドかコンソールの生成ページのボタンで全アカウントの画像を、キーは `DELETE /v1/generations/{id}/images` で自分の画像を削除します。ID は画像の URL にある番号で、末尾の `-1` は含みません。',
  }),
  code('console', 'npx plantain accounts delete-images 20261123120000000000000…'),
  list(
    {
      en: 'From then on every process answers 410 for its URLs. The files are deleted at once, or as soon as the archive is back; after the command without `--server`, within a minute.',
      zh: '此后所有进程对其 URL 均返回 410。文件立即删除；归档不可用时，恢复后删除；命令未带 `--server` 时，一分钟内删除。',
      ja: '以後、その URL には全プロセスが 410 を返します。ファイルはすぐに、保存先が停止中なら復旧後に削除されます。`--server` なしのコマンドでは 1 分以内です。',
    },
    {
      en: 'The receipt stays, with `deleted_at` for each image. Nothing is given back; that is what a refund is for. What an operator deletes is in the log of actions.',
      zh: '凭据保留，每张图片带有 `deleted_at`。不会退费；如需退费请使用退款。运维人员的删除会记入操作记录。',
      ja: '記録は残り、画像ごとに `deleted_at` が付きます。料金は戻りません。戻すには返金を使います。運用者による削除は操作の記録に残ります。',
    },
    {
      en: 'Who repeats the request with its `Idempotency-Key` is told that the images were deleted; a kept native answer is gone, too.',
      zh: '以同一 `Idempotency-Key` 重复请求时，会告知图片已删除；保留的原生响应也一并删除。',
      ja: '同じ `Idempotency-Key` で繰り返すと、画像が削除されたと返ります。保存されたネイティブ応答も消えます。',
    },
    {
      en: 'A cache in front of the gateway may keep what it has fetched: clear it there. Uploads and references are not touched.',
      zh: '网关前的缓存可能仍保留已取得的图片，请在缓存中清除。上传文件与参考图不受影响。',
      ja: 'ゲートウェイの前のキャッシュには取得済みの画像が残ることがあるので、そこでも消してください。アップロードと参照画像はそのままです。',
    },
  ),
];
