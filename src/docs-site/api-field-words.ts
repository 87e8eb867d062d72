import { fieldWords } from './field-words.ts';
import type { Words } from './language.ts';
import { wordsName } from './schema-fields.ts';

const address: Words = {
  en: 'Its public URL, or a `data:` URL.',
  zh: '其公开 URL 或 `data:` URL。',
  ja: 'その公開 URL、または `data:` URL。',
};

/**
 * What fields are for whose schema does not say it and that are on the reference's pages only, or mean something else
 * there: by `route field`, by the field's path, or by its last name.
 */
export const apiFieldWords: Readonly<Record<string, Words>> = {
  '/api/v1/images input_references': {
    en: 'Reference pictures, as public URLs or `data:` URLs of PNG, JPEG or WebP.',
    zh: '参考图的公开 URL 或 `data:` URL（PNG、JPEG 或 WebP）。',
    ja: '参照画像の公開 URL または `data:` URL（PNG、JPEG、WebP）。',
  },
  '/api/token/ name': { en: 'A name to find it by.', zh: '便于查找的名称。', ja: '見分けるための名前。' },
  '/api/token/ id': {
    en: 'Number of the key, as the list of keys says it.',
    zh: '密钥编号，与密钥列表中一致。',
    ja: 'キーの番号。キーの一覧にあるものです。',
  },
  unlimited_quota: {
    en: 'Whether it may spend what the account has, without a limit of its own.',
    zh: '是否不设自身额度，可使用账户的全部余额。',
    ja: '独自の上限なしで、アカウントの残高を使えるかどうか。',
  },
  model_limits_enabled: {
    en: 'Whether only the models of `model_limits` may be used.',
    zh: '是否只允许使用 `model_limits` 中的模型。',
    ja: '`model_limits` のモデルだけに限るかどうか。',
  },
  group: {
    en: 'Taken and not used: there is one group.',
    zh: '接受但不使用：只有一个分组。',
    ja: '受け付けますが使用しません。グループは 1 つです。',
  },
  cross_group_retry: {
    en: 'Taken and not used: there is one group.',
    zh: '接受但不使用：只有一个分组。',
    ja: '受け付けますが使用しません。グループは 1 つです。',
  },
  'messages[].role': {
    en: 'Who speaks. Pictures of any of them are references.',
    zh: '发言者；任何一方的图片都作为参考图。',
    ja: '発言者。どの発言の画像も参照画像になります。',
  },
  'messages[].content': {
    en: 'What is said: a text, or texts and pictures as parts.',
    zh: '内容：一段文字，或由文字与图片组成的多个部分。',
    ja: '内容。テキスト、またはテキストと画像の並び。',
  },
  'messages[].images': {
    en: 'Pictures of an earlier answer, sent back as references.',
    zh: '之前回复中的图片，作为参考图传回。',
    ja: '以前の応答の画像。参照画像として送り返します。',
  },
  'messages[].content[].image_url': { en: 'A reference picture.', zh: '参考图。', ja: '参照画像。' },
  'messages[].images[].image_url': { en: 'The picture.', zh: '图片。', ja: '画像。' },
  type: {
    en: 'What the part is: `text` or `image_url`.',
    zh: '该部分的类型：`text` 或 `image_url`。',
    ja: '部分の種類：`text` または `image_url`。',
  },
  url: address,
  '/v1/files/uploads/url url': {
    en: 'Public URL to fetch the picture from.',
    zh: '用于下载图片的公开 URL。',
    ja: '画像を取得する公開 URL。',
  },
  '/v1/files/uploads/base64 data': {
    en: 'The picture in Base64, or as a `data:` URL.',
    zh: 'Base64 编码的图片，或 `data:` URL。',
    ja: 'Base64 の画像、または `data:` URL。',
  },
  include_usage: {
    en: 'Adds an event with the token counts at the end.',
    zh: '在末尾附加包含 token 用量的事件。',
    ja: '最後にトークン数のイベントを加えます。',
  },
  file: { en: 'What is known of the file.', zh: '文件信息。', ja: 'ファイルの情報。' },
  displayName: {
    en: 'A name for people; the answer says it again.',
    zh: '便于识别的名称，响应中会返回。',
    ja: '人が読むための名前。応答にも付きます。',
  },
  grace_seconds: {
    en: 'How long the secret before stays valid, so that receivers can change over.',
    zh: '旧密钥继续有效的秒数，便于接收方切换。',
    ja: '受信側が切り替えられるよう、前のシークレットを有効にしておく秒数。',
  },
  filename: {
    en: 'Its name at your side; told again, and never part of its URL.',
    zh: '你方的文件名；仅在响应中返回，不会出现在 URL 中。',
    ja: 'お手元でのファイル名。応答に付くだけで、URL には入りません。',
  },
  purpose: {
    en: 'What it is for; there is one.',
    zh: '用途；目前只有一种。',
    ja: '用途。1 つだけです。',
  },
  content_type: {
    en: 'The type of the picture that will be sent.',
    zh: '将要上传的图片类型。',
    ja: '送る画像の形式。',
  },
  batch: { en: 'The batch.', zh: '批处理。', ja: 'バッチ。' },
  inputConfig: {
    en: 'Its requests, in `requests.requests`, each with a `request` as `generateContent` takes it.',
    zh: '其中 `requests.requests` 为请求列表，每项的 `request` 与 `generateContent` 的请求体相同。',
    ja: '`requests.requests` にリクエストを並べます。各項目の `request` は `generateContent` の本文と同じです。',
  },
  generateContentRequest: {
    en: 'A whole request as `generateContent` takes it, instead of `contents`.',
    zh: '代替 `contents` 的完整请求，与 `generateContent` 的请求体相同。',
    ja: '`contents` の代わりに、`generateContent` の本文全体。',
  },
};

/** What a body's field is for, where its schema does not say it; undefined: nobody has said it. */
export const apiFieldMeaning = (route: string, field: string): Words | undefined =>
  apiFieldWords[`${route} ${field}`] ??
  apiFieldWords[field] ??
  apiFieldWords[wordsName(field)] ??
  fieldWords[wordsName(field)];

/** What the parts of a path are, by `route part` or by their name alone. */
export const pathPartWords: Readonly<Record<string, Words>> = {
  model: {
    en: 'The model: its public name or one of its aliases.',
    zh: '模型：公开名称或任一别名。',
    ja: 'モデルの公開名、または別名のいずれか。',
  },
  id: {
    en: 'Its id, as the answer that made it, or the list, says it.',
    zh: '编号，见创建时的响应或列表。',
    ja: 'ID。作成時の応答か一覧にあります。',
  },
  name: {
    en: 'Last part of the URL that the answer before gave.',
    zh: '上一步响应所给 URL 的最后一段。',
    ja: '前の応答にある URL の最後の部分。',
  },
  path: {
    en: 'The rest of the URL, as the gateway gave it.',
    zh: '网关所给 URL 的其余部分。',
    ja: 'ゲートウェイが示した URL の残りの部分。',
  },
  '/docs/{path} path': {
    en: 'The page, e.g. `errors.md`.',
    zh: '页面，如 `errors.md`。',
    ja: 'ページ（例：`errors.md`）。',
  },
  author: {
    en: 'The first part of the id in the list of models.',
    zh: '模型列表中 id 的前半部分。',
    ja: 'モデル一覧にある ID の前半。',
  },
  slug: {
    en: 'The second part of the id in the list of models.',
    zh: '模型列表中 id 的后半部分。',
    ja: 'モデル一覧にある ID の後半。',
  },
  project: {
    en: 'Any name: clients of Vertex AI send one, and it is not looked at.',
    zh: '任意名称：Vertex AI 客户端会发送，网关不使用。',
    ja: '任意の名前。Vertex AI のクライアントが送りますが、使用しません。',
  },
  location: {
    en: 'Any name: clients of Vertex AI send one, and it is not looked at.',
    zh: '任意名称：Vertex AI 客户端会发送，网关不使用。',
    ja: '任意の名前。Vertex AI のクライアントが送りますが、使用しません。',
  },
};
