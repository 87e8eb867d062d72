import type { Words } from './language.ts';

/** What each key of a model in the configuration file does. A test compares the names with those that are read. */
export const modelWords: Readonly<Record<string, Words>> = {
  name: {
    en: 'Its public name: one that ships, or a new one of lower-case letters, digits, dots and dashes.',
    zh: '公开名称：内置模型的名称，或由小写字母、数字、点与连字符组成的新名称。',
    ja: '公開名。付属のモデルの名前、または英小文字・数字・ドット・ハイフンの新しい名前。',
  },
  like: {
    en: 'New models only: the model whose ids, limits and prices count where nothing is said. Without it `upstream_ids`, `prices` and `released_at` are needed.',
    zh: '仅用于新模型：未写明的 id、限制与价格取自该模型。若省略，则必须填写 `upstream_ids`、`prices` 与 `released_at`。',
    ja: '新しいモデルのみ。書かれていない ID・上限・料金はこのモデルに従います。省く場合は `upstream_ids`、`prices`、`released_at` が必要です。',
  },
  title: {
    en: 'What people read; the name, where there is none.',
    zh: '显示名称；省略时为公开名称。',
    ja: '表示名。省くと公開名です。',
  },
  released_at: {
    en: 'A date, for lists of models.',
    zh: '发布日期，用于模型列表。',
    ja: 'モデル一覧に載る日付。',
  },
  aliases: {
    en: 'Further names it answers to. Under a name that begins with `gpt-image` the Images contract answers in base64 unasked, as apps of OpenAI expect.',
    zh: '其他可用名称。以 `gpt-image` 开头的名称在 Images 协议下默认返回 base64，与 OpenAI 应用的预期一致。',
    ja: '別名。`gpt-image` で始まる名前では、Images 契約が OpenAI のアプリに合わせて既定で base64 を返します。',
  },
  upstream_ids: {
    en: 'All ids to try, in order. A new one is described: `{ id, like }` with what is different of `resolutions`, `aspect_ratios`, `max_references`, `takes_resolution`, `takes_search`; or without `like` the first three. Clients may call the model by it, too.',
    zh: '依次尝试的全部 id。新的 id 需要描述：`{ id, like }` 加上不同之处（`resolutions`、`aspect_ratios`、`max_references`、`takes_resolution`、`takes_search`）；不写 `like` 时前三项必填。客户端也可用该 id 调用模型。',
    ja: '順に試す ID の全部。新しい ID は `{ id, like }` と異なる点（`resolutions`、`aspect_ratios`、`max_references`、`takes_resolution`、`takes_search`）で説明します。`like` がなければ最初の 3 つが必要です。クライアントはこの ID でもモデルを呼べます。',
  },
  resolutions: {
    en: 'Sizes it is offered in; else those of `like` that one of its ids can make. Who asks for no size gets 1K, or the smallest of a model without 1K.',
    zh: '提供的尺寸；省略时为 `like` 的尺寸中其 id 能生成的部分。未指定尺寸的请求为 1K；模型没有 1K 时为其最小尺寸。',
    ja: '提供するサイズ。省くと `like` のサイズのうち、その ID で作れるもの。サイズ指定のないリクエストは 1K、1K のないモデルでは最小のサイズになります。',
  },
  aspect_ratios: {
    en: 'The same for ratios.',
    zh: '宽高比，规则同上。',
    ja: 'アスペクト比。同じ規則です。',
  },
  limits: {
    en: 'Per contract (`default`, `openai-images`, `openai-chat`, `openrouter-images`, `generations`, `mcp`, `model-generation`, `generate-task`): `max_references`, `max_prompt_length`, `resolutions`, `aspect_ratios`.',
    zh: '按协议（`default`、`openai-images`、`openai-chat`、`openrouter-images`、`generations`、`mcp`、`model-generation`、`generate-task`）设置 `max_references`、`max_prompt_length`、`resolutions`、`aspect_ratios`。',
    ja: '契約ごと（`default`、`openai-images`、`openai-chat`、`openrouter-images`、`generations`、`mcp`、`model-generation`、`generate-task`）の `max_references`、`max_prompt_length`、`resolutions`、`aspect_ratios`。',
  },
  prices: {
    en: 'Dollars per image by strategy (`auto`, `value`, `official`, `*` for the others) and size. A size without a price costs what the next larger one does; the largest needs one.',
    zh: '按策略（`auto`、`value`、`official`，其余用 `*`）与尺寸的每张美元价。未定价的尺寸按更大一档计费，最大尺寸必须定价。',
    ja: '戦略（`auto`、`value`、`official`、その他は `*`）とサイズごとの 1 枚あたりドル。料金のないサイズは 1 つ大きいサイズと同額です。最大のサイズには料金が必要です。',
  },
};
