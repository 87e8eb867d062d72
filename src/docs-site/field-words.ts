import type { Words } from './language.ts';

const resolution: Words = {
  en: 'Size of the picture; upper or lower case.',
  zh: '图片尺寸档位，不区分大小写。',
  ja: '画像のサイズ。大文字・小文字は問いません。',
};
const ratio: Words = {
  en: 'Ratio of width to height; `auto` leaves it to the model.',
  zh: '宽高比；`auto` 表示由模型决定。',
  ja: '縦横比。`auto` はモデルに任せます。',
};
const references: Words = {
  en: 'Reference pictures, as public URLs of PNG, JPEG or WebP.',
  zh: '参考图的公开 URL（PNG、JPEG 或 WebP）。',
  ja: '参照画像の公開 URL（PNG、JPEG、WebP）。',
};
const search: Words = {
  en: 'Lets the model search the web first, where the channel can.',
  zh: '在通道支持时，允许模型先进行网络搜索。',
  ja: 'チャネルが対応していれば、先にウェブ検索を行えます。',
};
const same = (name: string): Words => ({
  en: `The same as \`${name}\`.`,
  zh: `与 \`${name}\` 相同。`,
  ja: `\`${name}\` と同じです。`,
});

/** What each field of a contract's body is for, by its name; the schemas say its type and values. */
export const fieldWords: Readonly<Record<string, Words>> = {
  model: {
    en: 'The model: its public name or one of its aliases.',
    zh: '模型：公开名称或任一别名。',
    ja: 'モデルの公開名、または別名のいずれか。',
  },
  prompt: {
    en: 'What to draw, or how to change the references.',
    zh: '要生成的内容，或如何修改参考图。',
    ja: '描く内容、または参照画像の変更方法。',
  },
  image_input: references,
  references,
  image_urls: references,
  image_url: references,
  input_references: references,
  resolution,
  image_size: same('resolution'),
  imageSize: same('resolution'),
  aspect_ratio: ratio,
  aspectRatio: ratio,
  image_config: {
    en: 'Ratio and size as OpenRouter’s clients send them.',
    zh: 'OpenRouter 客户端的写法：宽高比与尺寸。',
    ja: 'OpenRouter のクライアントが送る形式の縦横比とサイズ。',
  },
  generation_config: {
    en: 'Ratio and size, in its `imageConfig`.',
    zh: '其 `imageConfig` 中的宽高比与尺寸。',
    ja: '内側の `imageConfig` にある縦横比とサイズ。',
  },
  google: {
    en: 'Ratio and size as clients of Google’s OpenAI-compatible address send them, in its `image_config`.',
    zh: 'Google 的 OpenAI 兼容接口客户端的写法：其 `image_config` 中的宽高比与尺寸。',
    ja: 'Google の OpenAI 互換 API のクライアントが送る形式で、内側の `image_config` にある縦横比とサイズ。',
  },
  extra_body: {
    en: 'The fields that an SDK would merge into the body, e.g. `google`.',
    zh: 'SDK 本会并入请求体的字段，如 `google`。',
    ja: 'SDK なら本文に統合する項目（例：`google`）。',
  },
  size: {
    en: 'Pixels as OpenAI’s clients send them, e.g. `1536x1024`; the nearest ratio and size are used.',
    zh: 'OpenAI 客户端的像素写法，如 `1536x1024`；取最接近的宽高比与尺寸。',
    ja: 'OpenAI のクライアントが送るピクセル表記（例：`1536x1024`）。最も近い比率とサイズを使います。',
  },
  output_format: {
    en: 'File type of the result.',
    zh: '结果的文件格式。',
    ja: '結果のファイル形式。',
  },
  output_compression: {
    en: 'JPEG or WebP quality.',
    zh: 'JPEG 或 WebP 的质量。',
    ja: 'JPEG・WebP の品質。',
  },
  n: { en: 'How many pictures.', zh: '生成数量。', ja: '生成する枚数。' },
  count: { en: 'How many pictures.', zh: '生成数量。', ja: '生成する枚数。' },
  response_format: {
    en: '`url` answers with links, `b64_json` with the pictures themselves.',
    zh: '`url` 返回链接，`b64_json` 直接返回图片数据。',
    ja: '`url` はリンク、`b64_json` は画像データそのものを返します。',
  },
  stream: {
    en: 'Answers as server-sent events, one when each picture is complete.',
    zh: '以服务器推送事件返回，每张图片完成时发送一个事件。',
    ja: 'Server-Sent Events で応答し、画像が完成するごとに 1 件送ります。',
  },
  google_search: search,
  googleSearch: search,
  search,
  web_search_options: search,
  tools: search,
  strategy: {
    en: 'Which channels may be used: `value` ones, `official` ones, or with `auto` the former before the latter.',
    zh: '可用通道：`value`（经济）、`official`（官方），或 `auto`（先经济后官方）。',
    ja: '使用するチャネル：`value`（割安）、`official`（公式）、`auto`（割安を優先し公式へ）。',
  },
  provider: same('strategy'),
  strict: {
    en: 'Refuses what cannot be done exactly as asked, instead of leaving it out and saying so; and takes no picture that measures another size or ratio than was asked for.',
    zh: '无法完全按要求执行时直接拒绝，而不是省略并告知；实测尺寸或宽高比与要求不符的图片也不予采用。',
    ja: '要求どおりにできない場合、省略して知らせるのではなく拒否します。実測のサイズや縦横比が要求と異なる画像も採用しません。',
  },
  callback_url: {
    en: 'Where the result is posted when the task has ended; see [callbacks](/docs/callbacks).',
    zh: '任务结束后接收结果的地址，参见[回调](/docs/callbacks)。',
    ja: 'タスク終了時に結果を送る URL。[コールバック](/docs/callbacks)を参照。',
  },
  wait: {
    en: 'Seconds the answer may wait for the end; 0 answers at once.',
    zh: '响应最多等待结束的秒数；0 表示立即返回。',
    ja: '完了を待つ秒数の上限。0 なら即座に応答します。',
  },
  request_type: {
    en: '`async` to poll, `callback` to be called.',
    zh: '`async` 轮询，`callback` 回调。',
    ja: '`async` はポーリング、`callback` はコールバック。',
  },
  input: { en: 'The parameters of the model.', zh: '模型参数。', ja: 'モデルのパラメーター。' },
  params: { en: 'The parameters.', zh: '参数。', ja: 'パラメーター。' },
  mode: {
    en: 'Whether references are used.',
    zh: '是否使用参考图。',
    ja: '参照画像を使うかどうか。',
  },
  response_modalities: {
    en: 'Whether text beside the picture is wanted.',
    zh: '除图片外是否返回文字。',
    ja: '画像に加えてテキストも返すかどうか。',
  },
  moderation: {
    en: 'Taken because clients send it; the policy of the image model always applies.',
    zh: '为兼容客户端而接受；图像模型自身的内容政策始终生效。',
    ja: 'クライアントが送るため受け付けますが、画像モデルのポリシーは常に適用されます。',
  },
  metadata: {
    en: 'Taken and not used.',
    zh: '接受但不使用。',
    ja: '受け付けますが使用しません。',
  },
  image: {
    en: 'The pictures to work from, as files of a form; several as `image[]`.',
    zh: '待编辑的图片，以表单文件上传；多张用 `image[]`。',
    ja: '編集する画像。フォームのファイルとして送り、複数なら `image[]` とします。',
  },
  images: {
    en: 'The pictures to work from, by URL; a JSON edit also takes `data:` URLs.',
    zh: '待编辑图片的 URL；JSON 形式的编辑也接受 `data:` URL。',
    ja: '編集する画像の URL。JSON の編集では `data:` URL も使えます。',
  },
  mask: {
    en: 'Taken and reported as left out: these models take no mask; say in the prompt where to change what.',
    zh: '接受但会告知已忽略：这些模型不支持蒙版，请在提示词中说明修改位置。',
    ja: '受け付けますが、省略として知らせます。これらのモデルはマスクを使いません。場所はプロンプトで指定してください。',
  },
  messages: {
    en: 'The conversation; its pictures are references, of which the newest are used when there are too many.',
    zh: '对话内容；其中的图片作为参考图，过多时使用最新的。',
    ja: '会話。含まれる画像は参照画像になり、多すぎるときは新しいものを使います。',
  },
  modalities: {
    en: '`image`, or `image` and `text`.',
    zh: '`image`，或 `image` 与 `text`。',
    ja: '`image`、または `image` と `text`。',
  },
  stream_options: {
    en: '`include_usage` adds an event with the token counts.',
    zh: '`include_usage` 会附加一个包含 token 用量的事件。',
    ja: '`include_usage` を指定すると、トークン数のイベントが加わります。',
  },
  jsonrpc: { en: '`2.0`.', zh: '`2.0`。', ja: '`2.0`。' },
  id: {
    en: 'Any name of the message; the answer carries it, too.',
    zh: '消息编号，响应中会带回。',
    ja: 'メッセージの任意の ID。応答にも付きます。',
  },
  method: {
    en: '`tools/call` to make a picture.',
    zh: '生成图片时为 `tools/call`。',
    ja: '画像を作るときは `tools/call`。',
  },
  name: {
    en: '`generate_image`, `edit_image`, or another tool of `tools/list`.',
    zh: '`generate_image`、`edit_image`，或 `tools/list` 中的其他工具。',
    ja: '`generate_image`、`edit_image`、または `tools/list` の他のツール。',
  },
  arguments: { en: 'What the tool is given.', zh: '工具的参数。', ja: 'ツールに渡す引数。' },
  wait_seconds: {
    en: 'Answer after so many seconds at most; then with an id for `wait_for_image`.',
    zh: '最多等待的秒数；超时后返回供 `wait_for_image` 使用的编号。',
    ja: '応答を待つ秒数の上限。過ぎると `wait_for_image` 用の ID を返します。',
  },
  contents: {
    en: 'The turns of the conversation.',
    zh: '对话各轮内容。',
    ja: '会話の各ターン。',
  },
  role: { en: '`user` or `model`.', zh: '`user` 或 `model`。', ja: '`user` または `model`。' },
  parts: {
    en: 'Texts and pictures of a turn.',
    zh: '一轮中的文字与图片。',
    ja: 'ターン内のテキストと画像。',
  },
  text: { en: 'A text.', zh: '文字。', ja: 'テキスト。' },
  inlineData: {
    en: 'A reference picture in Base64.',
    zh: 'Base64 编码的参考图。',
    ja: 'Base64 の参照画像。',
  },
  mimeType: {
    en: 'Its type, e.g. `image/png`.',
    zh: '类型，如 `image/png`。',
    ja: '形式（例：`image/png`）。',
  },
  data: { en: 'Its bytes in Base64.', zh: 'Base64 数据。', ja: 'Base64 のデータ。' },
  generationConfig: {
    en: 'Settings of the answer, ratio and size among them; the native contract passes other names of Google’s on.',
    zh: '生成设置，含宽高比与尺寸；原生协议会原样转发 Google 的其他字段。',
    ja: '縦横比やサイズなどの生成設定。ネイティブの契約では Google のその他の項目もそのまま渡されます。',
  },
  responseModalities: {
    en: '`IMAGE`, or `TEXT` and `IMAGE`.',
    zh: '`IMAGE`，或 `TEXT` 与 `IMAGE`。',
    ja: '`IMAGE`、または `TEXT` と `IMAGE`。',
  },
  imageConfig: { en: 'Ratio and size.', zh: '宽高比与尺寸。', ja: '縦横比とサイズ。' },
};
