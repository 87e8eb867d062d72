import type { Text } from '../language.ts';
import { heading, note, type Page, table } from '../page.ts';
import { settingWords } from '../setting-words.ts';
import type { SiteInput } from '../site-input.ts';
import { backupBlocks } from './backup-blocks.ts';
import { channelBlocks } from './channel-blocks.ts';
import { customerBlocks } from './customer-blocks.ts';
import { machineBlocks } from './machine-blocks.ts';
import { marked, meaning } from './meaning-table.ts';
import { modelBlocks } from './model-blocks.ts';
import { proxyBlocks } from './proxy-blocks.ts';
import { serviceBlocks } from './service-blocks.ts';
import { signedLinkBlocks } from './signed-link-blocks.ts';
import { takeDownBlocks } from './take-down-blocks.ts';
import { traceBlocks } from './trace-blocks.ts';

/** Running a gateway for others. */
export function operatorsPage({ settings, providers }: SiteInput): Page {
  return {
    path: '/docs/operators',
    title: { en: 'Operator’s guide', zh: '运维指南', ja: '運用ガイド' },
    summary: {
      en: 'Channels, keys, prices and settings of a gateway that others use.',
      zh: '面向他人提供服务时的通道、密钥、价格与设置。',
      ja: '他の人が使うゲートウェイのチャネル、キー、料金、設定。',
    },
    blocks: [
      ...channelBlocks(providers),
      ...modelBlocks,
      ...customerBlocks,
      ...signedLinkBlocks,
      ...takeDownBlocks,
      ...machineBlocks,
      ...serviceBlocks,
      ...backupBlocks,
      ...proxyBlocks,
      ...traceBlocks,
      heading({ en: 'Settings', zh: '设置', ja: '設定' }),
      table(
        [{ en: 'Variable', zh: '变量', ja: '変数' }, { en: 'Default', zh: '默认值', ja: '既定値' }, meaning],
        settings.map(({ name, default: value }): Text[] => [
          marked(name),
          value ?? '',
          settingWords[name] ?? '',
        ]),
      ),
      note({
        en: '`npx plantain doctor` checks a set-up before it goes live.',
        zh: '`npx plantain doctor` 可在上线前检查配置。',
        ja: '`npx plantain doctor` で本番前に設定を確認できます。',
      }),
    ],
  };
}
