import { z } from 'zod';
import type { Provider } from '../generation/provider.ts';
import { everywhere, type Text } from './language.ts';
import { type Block, table } from './page.ts';

/** The providers of this process, in their own words: a new one is here by itself. */
export const providerTable = (providers: readonly Provider[]): Block =>
  table(
    [
      { en: 'Provider', zh: '提供方', ja: 'プロバイダー' },
      { en: 'Upstream, default address', zh: '上游与默认地址', ja: '上流と既定のアドレス' },
      { en: 'Credential', zh: '凭证', ja: '認証情報' },
      { en: 'Settings', zh: '设置', ja: '設定' },
    ],
    providers.map(({ name, title, defaultBaseUrl, credential, settings }): Text[] => [
      everywhere(`\`${name}\``),
      `${title}: ${defaultBaseUrl}`,
      credentialOf(credential),
      everywhere(settingNames(settings).join(', ')),
    ]),
  );

function credentialOf(schema: Provider['credential']): string {
  const { title = '', description = '' } = z.toJSONSchema(schema, { io: 'input' });
  return `${title}. ${description}`;
}

const settingNames = (schema: Provider['settings']): string[] =>
  Object.keys(z.toJSONSchema(schema, { io: 'input' }).properties ?? {}).map((name) => `\`${name}\``);
