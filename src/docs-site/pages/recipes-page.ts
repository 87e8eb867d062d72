import type { Text } from '../language.ts';
import { type Block, heading, type Page } from '../page.ts';
import { readMarkdown } from '../read-markdown.ts';
import { recipeWords } from '../recipe-words.ts';
import type { SiteInput } from '../site-input.ts';

/** How applications are pointed here: the files of docs/recipes, which are made from tested examples. */
export function recipesPage({ recipes, origin }: SiteInput): Page {
  return {
    path: '/docs/recipes',
    isEnglishInside: true,
    title: { en: 'Recipes', zh: '应用配置示例', ja: 'レシピ' },
    summary: {
      en: 'Settings for applications and programs in three languages, written from tested examples.',
      zh: '常用应用的设置与三种语言的程序，均由经过测试的示例生成。设置项沿用各应用的英文界面名称。',
      ja: 'アプリケーションの設定と 3 言語のプログラム。テスト済みの例から作られています。設定名は各アプリの英語表記です。',
    },
    blocks: [...recipes].flatMap(([name, text]) => {
      const here = text.replaceAll('http://127.0.0.1:4000', origin);
      const { title, blocks } = readMarkdown(here, `${name}-`, 3);
      return [heading(title, name), ...blocks.map(translated)];
    }),
  };
}

function translated(block: Block): Block {
  if (block.kind === 'paragraph') return { kind: 'paragraph', text: told(block.text) };
  if (block.kind !== 'list') return block;
  return { kind: 'list', items: block.items.map(({ text }) => ({ text: told(text) })) };
}

const told = (text: Text): Text => (typeof text === 'string' ? text : (recipeWords(text.en) ?? text));
