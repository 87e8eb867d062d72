import type { Block, Page } from './page.ts';
import type { Found } from './search.ts';

/** What was found, as a page of its own: the way to search without a script. */
export function searchPage(query: string, found: readonly Found[]): Page {
  const blocks: Block[] = [
    {
      kind: 'cards',
      items: found.map(({ href, title, page, snippet }) => ({
        href,
        title: page === undefined ? title : `${page} › ${title}`,
        text: snippet,
      })),
    },
  ];
  return {
    path: '/docs/search',
    title: { en: 'Search', zh: '搜索', ja: '検索' },
    summary: summary(query, found.length),
    blocks: found.length > 0 ? blocks : [],
  };
}

function summary(query: string, count: number): Page['summary'] {
  if (query.trim() === '') {
    return {
      en: 'Type a word of what you are looking for.',
      zh: '请输入要查找的词语。',
      ja: '探している言葉を入力してください。',
    };
  }
  return {
    en: `${count} places found.`,
    zh: `找到 ${count} 处。`,
    ja: `${count} 件見つかりました。`,
  };
}
