import { channelSentences } from './admin-channel-words.ts';
import { moneySentences } from './admin-money-words.ts';
import { capabilityWords } from './capability-words.ts';
import type { Words } from './language.ts';
import { channelWords } from './setting-words.ts';

/**
 * The sentences of the admin API's routes and schemas in the other languages, by the English one: whoever changes a
 * sentence there is told by a test that its translations are of another.
 */
export const adminSentences: Readonly<Record<string, Omit<Words, 'en'>>> = {
  Keys: { zh: '密钥', ja: 'キー' },
  'Accounts and money': { zh: '账户与资金', ja: 'アカウントと残高' },
  'Prices, usage and actions': { zh: '价格、用量与操作记录', ja: '料金・利用量・操作の記録' },
  Images: { zh: '图片', ja: '画像' },
  'Delete the images of a generation before they expire; its receipt and its charge stay': {
    zh: '在过期前删除一次生成的图片；凭据与扣费保留',
    ja: '生成の画像を期限前に削除します。記録と請求は残ります',
  },
  Callbacks: { zh: '回调', ja: 'コールバック' },
  Channels: { zh: '通道', ja: 'チャネル' },
  Verification: { zh: '检查', ja: '検査' },
  ...moneySentences,
  ...channelSentences,
};

/** What the guide says of a channel's keys is told in the same words. */
const ofChannels = new Map(
  [...Object.values(channelWords), ...Object.values(capabilityWords)].map((words) => [words.en, words]),
);

/** A sentence of the admin API in every language; without a translation the others are empty, which a test refuses. */
export const adminWords = (english: string): Words =>
  ofChannels.get(english) ?? { en: english, ...(adminSentences[english] ?? { zh: '', ja: '' }) };
