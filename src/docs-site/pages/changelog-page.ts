import type { Page } from '../page.ts';
import { readMarkdown } from '../read-markdown.ts';
import type { SiteInput } from '../site-input.ts';

/** CHANGELOG.md, as it comes with this version. */
export function changelogPage({ changelog }: SiteInput): Page {
  return {
    path: '/docs/changelog',
    isEnglishInside: true,
    title: { en: 'Changelog', zh: '更新日志', ja: '変更履歴' },
    summary: {
      en: 'What users notice, newest first.',
      zh: '面向用户的变化，最新的在前。条目以英文记录。',
      ja: '利用者に関わる変更を新しい順に。項目は英語で記録されています。',
    },
    blocks: readMarkdown(changelog, 'version-').blocks,
  };
}
