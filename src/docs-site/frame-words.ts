import type { Words } from './language.ts';

/** What stands around every page. */
export const frameWords = {
  skip: { en: 'Skip to content', zh: '跳到正文', ja: '本文へ移動' },
  documentation: { en: 'Documentation', zh: '文档', ja: 'ドキュメント' },
  menu: { en: 'All pages', zh: '全部页面', ja: 'すべてのページ' },
  onThisPage: { en: 'On this page', zh: '本页内容', ja: 'このページの内容' },
  search: { en: 'Search', zh: '搜索', ja: '検索' },
  searchHint: { en: 'Search the documentation', zh: '搜索文档', ja: 'ドキュメントを検索' },
  language: { en: 'Language', zh: '语言', ja: '言語' },
  theme: { en: 'Switch between light and dark', zh: '切换浅色与深色', ja: 'ライトとダークを切り替え' },
  copy: { en: 'Copy', zh: '复制', ja: 'コピー' },
  copied: { en: 'Copied', zh: '已复制', ja: 'コピーしました' },
  markdown: { en: 'This page as Markdown', zh: '本页的 Markdown 版本', ja: 'このページの Markdown 版' },
  made: {
    en: 'Made from the running gateway: its tables, schemas and evidence.',
    zh: '由运行中的网关生成：表格、模式与验证证据均取自网关本身。',
    ja: '稼働中のゲートウェイの表、スキーマ、検証結果から生成されています。',
  },
} as const satisfies Record<string, Words>;
