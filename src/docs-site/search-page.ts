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
  if (count === 0) {
    return {
      en: 'Nothing found. Try fewer words, the beginning of one, or the name of a field or an error.',
      zh: '没有找到。请减少词语、只输入词语的开头，或输入字段名或错误代码。',
      ja: '見つかりませんでした。語を減らすか、語の先頭、項目名やエラーコードで試してください。',
    };
  }
  return {
    en: count === 1 ? 'One place found.' : `${count} places found.`,
    zh: `找到 ${count} 处。`,
    ja: `${count} 件見つかりました。`,
  };
}
