import type { FailureCode } from '../generation/failure.ts';
import type { Words } from './language.ts';

/** What each failure means and what to do about it. A new code does not compile until it is explained. */
export const failureWords: Readonly<Record<FailureCode, Words>> = {
  unauthenticated: {
    en: 'No valid key came with the request. Send one; see [authentication](/docs/authentication).',
    zh: '请求未携带有效密钥。参见[认证](/docs/authentication)。',
    ja: '有効なキーがありません。[認証](/docs/authentication)を参照してください。',
  },
  permission_denied: {
    en: 'The key is valid but not for this: another model, address or network. Ask its owner.',
    zh: '密钥有效，但无权执行此操作（模型、地址或网络受限）。请联系密钥所有者。',
    ja: 'キーは有効ですが、この操作（モデル、アドレス、ネットワーク）は許可されていません。所有者に確認してください。',
  },
  invalid_request: {
    en: 'A field is wrong; `param` names it. Correct it before sending again.',
    zh: '某个字段有误，由 `param` 指出。请更正后重发。',
    ja: '項目に誤りがあります。`param` がその名前です。修正して再送してください。',
  },
  unknown_model: {
    en: 'No model has this name. `GET /v1/models` lists those there are.',
    zh: '没有这个模型。`GET /v1/models` 列出全部模型。',
    ja: 'この名前のモデルはありません。`GET /v1/models` で一覧できます。',
  },
  not_found: {
    en: 'There is nothing at this address, or it is not yours.',
    zh: '该地址不存在内容，或不属于你。',
    ja: 'このアドレスには何もないか、あなたのものではありません。',
  },
  method_not_allowed: {
    en: 'The address exists but takes another method.',
    zh: '地址存在，但不支持该方法。',
    ja: 'アドレスは存在しますが、別のメソッドが必要です。',
  },
  payload_too_large: {
    en: 'The body is too large. Send references by URL, or upload them first.',
    zh: '请求体过大。请用 URL 传参考图，或先上传。',
    ja: '本文が大きすぎます。参照画像は URL で送るか、先にアップロードしてください。',
  },
  unsupported_media_type: {
    en: 'Send JSON with `content-type: application/json`.',
    zh: '请发送 JSON 并设置 `content-type: application/json`。',
    ja: '`content-type: application/json` を付けて JSON を送ってください。',
  },
  idempotency_conflict: {
    en: 'The `Idempotency-Key` was used with another body. Use a new one for a new request.',
    zh: '该 `Idempotency-Key` 已用于不同的请求体。新请求请使用新的值。',
    ja: 'この `Idempotency-Key` は別の本文で使用済みです。新しいリクエストには新しい値を使ってください。',
  },
  idempotency_in_progress: {
    en: 'The first request with this `Idempotency-Key` still runs. Ask again shortly.',
    zh: '使用该 `Idempotency-Key` 的首个请求仍在运行。请稍后再试。',
    ja: 'この `Idempotency-Key` の最初のリクエストが実行中です。少し待って再試行してください。',
  },
  not_cancellable: {
    en: 'It was already sent upstream. It will end, and be charged if it delivers.',
    zh: '请求已发往上游，无法取消；若交付成功则会计费。',
    ja: 'すでに上流へ送信済みです。完了し、納品されれば課金されます。',
  },
  rate_limited: {
    en: 'Too many requests in a minute. Wait as long as `Retry-After` says; see [rate limits](/docs/rate-limits).',
    zh: '每分钟请求过多。请按 `Retry-After` 等待，参见[速率限制](/docs/rate-limits)。',
    ja: '1 分あたりのリクエストが多すぎます。`Retry-After` に従って待ってください。[レート制限](/docs/rate-limits)を参照。',
  },
  concurrency_limited: {
    en: 'Too many generations of this key are under way. Wait for some to end; see [rate limits](/docs/rate-limits).',
    zh: '该密钥同时进行的生成过多。请等待部分结束，参见[速率限制](/docs/rate-limits)。',
    ja: 'このキーで同時に進行中の生成が多すぎます。終了を待ってください。[レート制限](/docs/rate-limits)を参照。',
  },
  budget_exhausted: {
    en: 'A budget of the key does not cover the request. The message says what is left, and when a day’s or month’s begins anew (UTC). Its owner can raise it.',
    zh: '密钥预算不足以支付该请求。消息会说明剩余额度，以及日、月预算何时重新开始（UTC）。可由所有者调高。',
    ja: 'キーの予算では足りません。残額と、日・月の予算が新しくなる時刻（UTC）はメッセージにあります。所有者が増額できます。',
  },
  insufficient_balance: {
    en: 'The balance of the account does not cover the request. Top it up.',
    zh: '账户余额不足以支付该请求。请充值。',
    ja: 'アカウントの残高が不足しています。入金してください。',
  },
  reference_unreachable: {
    en: 'A reference picture could not be fetched. Its URL must be public and answer quickly.',
    zh: '无法获取参考图。URL 必须公开且响应及时。',
    ja: '参照画像を取得できませんでした。URL は公開され、すばやく応答する必要があります。',
  },
  reference_refused: {
    en: 'The URL of a reference cannot be used: no public address, or no picture there any more. Told as `reference_unreachable` where a contract does not tell them apart.',
    zh: '参考图的 URL 不可用：不是公开地址，或图片已不存在。不区分两者的协议以 `reference_unreachable` 返回。',
    ja: '参照画像の URL は使えません。公開アドレスでないか、画像がもうありません。区別しない契約では `reference_unreachable` として返ります。',
  },
  reference_rejected: {
    en: 'A reference is no PNG, JPEG or WebP.',
    zh: '参考图不是 PNG、JPEG 或 WebP。',
    ja: '参照画像が PNG・JPEG・WebP ではありません。',
  },
  reference_too_large: {
    en: 'A reference is larger than we or the channels of the model take; the message names the limit. Send a smaller one.',
    zh: '参考图超出我们或该模型通道的大小上限，消息中会给出上限。请发送更小的图片。',
    ja: '参照画像が当方またはモデルのチャネルの上限を超えています。上限はメッセージにあります。小さな画像を送ってください。',
  },
  not_satisfiable: {
    en: 'A strict request asked for something no channel can do exactly. Leave out `strict`, or change it.',
    zh: '严格模式下的要求没有通道能完全满足。请去掉 `strict` 或修改请求。',
    ja: '厳格モードの要求を正確に満たすチャネルがありません。`strict` を外すか、要求を変えてください。',
  },
  not_as_asked: {
    en: 'A strict request named a size or a ratio, and what the channels delivered measured otherwise. Nothing is charged. Leave out `strict`, or ask for another size or ratio.',
    zh: '严格请求指定了尺寸或宽高比，但各通道实际生成的图片测量结果不符。不收费。请去掉 `strict`，或更换尺寸或宽高比。',
    ja: '厳格な要求で指定されたサイズまたは縦横比と、チャネルが生成した画像の実測値が一致しませんでした。課金されません。`strict` を外すか、別のサイズや縦横比を指定してください。',
  },
  content_blocked: {
    en: 'The content policy of the image model blocked it. The same request will be blocked again: rephrase it.',
    zh: '被图像模型的内容政策拦截。相同请求会再次被拦截，请改写提示词。',
    ja: '画像モデルのコンテンツポリシーによりブロックされました。同じ要求は再びブロックされるため、言い換えてください。',
  },
  no_channel: {
    en: 'No channel can do it. With `Retry-After` one can soon; without it none can until something changes, and the message says what would help.',
    zh: '没有通道能处理该请求。带 `Retry-After` 时稍后即可重试；否则需先作改变，消息会说明怎样做。',
    ja: '処理できるチャネルがありません。`Retry-After` があれば間もなく可能です。なければ何かを変える必要があり、メッセージがその方法を示します。',
  },
  recitation: {
    en: 'The model withheld a picture too close to existing work, also after a second try. Rephrase it.',
    zh: '生成结果与已有作品过于相似，重试后仍被模型扣留。请改写提示词。',
    ja: '既存の作品に近すぎるため、再試行後もモデルが画像を保留しました。言い換えてください。',
  },
  no_image: {
    en: 'The model answered without a picture. The gateway does not ask again, as each answer costs: ask for a picture explicitly.',
    zh: '模型未返回图片。因每次回答都有成本，网关不会再次请求：请在提示词中明确要求生成图片。',
    ja: 'モデルが画像を返しませんでした。応答のたびに費用がかかるため、ゲートウェイは再試行しません。画像が欲しいことを明示してください。',
  },
  text_only: {
    en: 'The model answered with words, often a refusal. Rephrase the prompt.',
    zh: '模型只返回了文字，通常是拒绝。请改写提示词。',
    ja: 'モデルがテキストだけを返しました。多くは拒否です。言い換えてください。',
  },
  upstream_rejected: {
    en: 'Every upstream that was tried refused the request.',
    zh: '尝试过的所有上游均拒绝该请求。',
    ja: '試したすべての上流がリクエストを拒否しました。',
  },
  upstream_model_gone: {
    en: 'The upstream no longer serves the model. The operator has to change the channel.',
    zh: '上游已不再提供该模型。需由运维人员调整通道。',
    ja: '上流はこのモデルを提供しなくなりました。運用者がチャネルを変更する必要があります。',
  },
  upstream_denied: {
    en: 'The upstream did not accept the credential of the channel. The operator has to renew it.',
    zh: '上游不接受通道凭证。需由运维人员更新。',
    ja: '上流がチャネルの認証情報を受け付けません。運用者が更新する必要があります。',
  },
  upstream_rate_limited: {
    en: 'The upstream limits us now. Try again shortly.',
    zh: '上游正在限流。请稍后重试。',
    ja: '上流のレート制限中です。少し待って再試行してください。',
  },
  upstream_unavailable: {
    en: 'The upstream does not answer. Try again shortly.',
    zh: '上游不可用。请稍后重试。',
    ja: '上流が応答しません。少し待って再試行してください。',
  },
  upstream_timeout: {
    en: 'The upstream did not answer in time.',
    zh: '上游未能及时响应。',
    ja: '上流が時間内に応答しませんでした。',
  },
  upstream_truncated: {
    en: 'The answer of the upstream was cut off or could not be read.',
    zh: '上游响应被截断或无法解析。',
    ja: '上流の応答が途中で切れたか、読み取れませんでした。',
  },
  archive_unavailable: {
    en: 'Pictures cannot be stored at this moment; nothing was charged. Try again shortly.',
    zh: '目前无法存储图片，未计费。请稍后重试。',
    ja: '現在、画像を保存できません。課金されていません。少し待って再試行してください。',
  },
  deadline_exceeded: {
    en: 'It did not end in time. A synchronous request goes on; fetch it at `/v1/generations/{id}`. A task has 15 minutes from its accept, its wait in the queue included.',
    zh: '未能按时完成。同步请求会继续执行，可在 `/v1/generations/{id}` 查询。任务自受理起有 15 分钟，排队时间计算在内。',
    ja: '時間内に終わりませんでした。同期リクエストは続行され、`/v1/generations/{id}` で取得できます。タスクは受理から 15 分以内で、待ち時間も含みます。',
  },
  overloaded: {
    en: 'The gateway is at its limit. Try again shortly.',
    zh: '网关已达上限。请稍后重试。',
    ja: 'ゲートウェイが上限に達しています。少し待って再試行してください。',
  },
  interrupted: {
    en: 'The gateway stopped while it ran. Send it again; it was not charged.',
    zh: '网关在处理过程中停止。请重新发送，未计费。',
    ja: '処理中にゲートウェイが停止しました。再送してください。課金されていません。',
  },
  cancelled: {
    en: 'It was cancelled before it was sent upstream.',
    zh: '在发往上游之前已取消。',
    ja: '上流へ送る前に取り消されました。',
  },
  internal: {
    en: 'A mistake of the gateway. Give its operator the request id.',
    zh: '网关内部错误。请把请求编号提供给运维人员。',
    ja: 'ゲートウェイ内部の誤りです。リクエスト ID を運用者に伝えてください。',
  },
};
