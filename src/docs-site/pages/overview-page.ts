import type { Page } from '../page.ts';
import { heading, table } from '../page.ts';
import type { SiteInput } from '../site-input.ts';
import { recommendation } from '../states.ts';

/** The way in. */
export function overviewPage(input: SiteInput): Page {
  return {
    path: '/docs',
    title: { en: 'Plantain documentation', zh: 'Plantain 文档', ja: 'Plantain ドキュメント' },
    summary: {
      en: 'One gateway for image generation: send a request in a format you already speak, get pictures under URLs that last, pay for what was delivered. What these pages promise was checked; each row says when.',
      zh: '统一的图像生成网关：用你已熟悉的格式发送请求，图片存放在稳定可用的 URL 下，只为实际交付的内容付费。本站的每一项承诺都经过检查，并注明检查时间。',
      ja: '画像生成のためのひとつのゲートウェイです。使い慣れた形式でリクエストを送ると、画像は有効期間の明確な URL に保存され、料金は納品された分だけ発生します。ここに書かれた内容は検査済みで、各行に検査日が記されています。',
    },
    blocks: [
      {
        kind: 'cards',
        items: [
          {
            href: '/docs/quick-start',
            title: { en: 'Quick start', zh: '快速开始', ja: 'クイックスタート' },
            text: {
              en: 'The first picture, on your machine, without an account.',
              zh: '无需账号，在本机生成第一张图片。',
              ja: 'アカウントなしで、手元のマシンで最初の 1 枚を。',
            },
          },
          {
            href: '/docs/prompt-guide',
            title: { en: 'Prompt guide', zh: '提示词指南', ja: 'プロンプトガイド' },
            text: {
              en: 'What to write to get the picture you mean.',
              zh: '如何写提示词，得到想要的画面。',
              ja: '思いどおりの画像を得るための書き方。',
            },
          },
          {
            href: '/docs/status',
            title: { en: 'Status', zh: '状态', ja: 'ステータス' },
            text: {
              en: 'What the last checks found, model by model.',
              zh: '最近一次检查的结果，按模型列出。',
              ja: '最新の検査結果をモデルごとに。',
            },
          },
          {
            href: '/docs/pricing',
            title: { en: 'Pricing', zh: '价格', ja: '料金' },
            text: {
              en: 'What a picture costs, size by size.',
              zh: '各尺寸图片的价格。',
              ja: 'サイズごとの画像の料金。',
            },
          },
          {
            href: '/docs/recipes',
            title: { en: 'Recipes', zh: '应用配置', ja: 'レシピ' },
            text: {
              en: 'SDKs and applications, set up step by step.',
              zh: '各种 SDK 与应用的配置步骤。',
              ja: 'SDK とアプリケーションの設定手順。',
            },
          },
          {
            href: '/docs/migration',
            title: { en: 'Migration', zh: '迁移', ja: '移行' },
            text: {
              en: 'Come from another gateway and keep your code.',
              zh: '从其他网关迁移，代码几乎不变。',
              ja: '他のゲートウェイから、コードをほぼそのままで。',
            },
          },
        ],
      },
      heading({ en: 'Models', zh: '模型', ja: 'モデル' }),
      table(
        [
          { en: 'Model', zh: '模型', ja: 'モデル' },
          { en: 'Route today', zh: '当前路由', ja: '現在の経路' },
        ],
        input.models.map(({ name, title }) => {
          const link = `[${title}](/docs/${name}) \`${name}\``;
          return [{ en: link, zh: link, ja: link }, recommendation(name, input)];
        }),
      ),
    ],
  };
}
