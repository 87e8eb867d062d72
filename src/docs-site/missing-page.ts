import type { Page } from './page.ts';

/** For an address below `/docs` that no page has. */
export const missingPage: Page = {
  path: '/docs',
  title: { en: 'There is no such page', zh: '没有这个页面', ja: 'このページはありません' },
  summary: {
    en: 'It may have had another address before. Search for it, or begin at the overview.',
    zh: '它的地址可能已更改。请搜索，或从概览开始。',
    ja: 'アドレスが変わったのかもしれません。検索するか、概要から始めてください。',
  },
  blocks: [
    {
      kind: 'list',
      items: [
        { text: { en: 'Overview', zh: '概览', ja: '概要' }, href: '/docs' },
        { text: { en: 'Search', zh: '搜索', ja: '検索' }, href: '/docs/search' },
      ],
    },
  ],
};
