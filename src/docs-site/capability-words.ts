import type { Words } from './language.ts';

/** What an operator may say of a channel's `capabilities`, by their keys. A test compares the names with those that are read. */
export const capabilityWords: Readonly<Record<string, Words>> = {
  max_references: {
    en: 'Input images of one request.',
    zh: '单个请求的参考图数量。',
    ja: '1 リクエストの入力画像の枚数。',
  },
  max_reference_bytes: {
    en: 'Bytes of one input image.',
    zh: '单张参考图的字节数。',
    ja: '入力画像 1 枚のバイト数。',
  },
  max_request_bytes: {
    en: 'Bytes of one request to it.',
    zh: '单个请求的字节数。',
    ja: '1 リクエストのバイト数。',
  },
  max_prompt_length: {
    en: 'Characters of a prompt.',
    zh: '提示词的字符数。',
    ja: 'プロンプトの文字数。',
  },
  resolutions: {
    en: 'The only sizes it makes.',
    zh: '仅支持的尺寸。',
    ja: '作れるサイズを限ります。',
  },
  aspect_ratios: {
    en: 'The only ratios it makes.',
    zh: '仅支持的宽高比。',
    ja: '作れる比率を限ります。',
  },
  native: {
    en: 'Whether requests of the Gemini contract may be passed on as they are.',
    zh: 'Gemini 协议的请求是否可原样转发。',
    ja: 'Gemini 契約のリクエストをそのまま渡せるかどうか。',
  },
  several_references: {
    en: 'Whether a value channel takes several input images in one request; unset, as many as a check passed with.',
    zh: 'value 通道的单个请求是否可带多张参考图；未设置时，以检查通过的张数为限。',
    ja: 'value チャネルが 1 リクエストで複数の入力画像を受けるかどうか。未設定なら、検査に合格した枚数まで。',
  },
};
