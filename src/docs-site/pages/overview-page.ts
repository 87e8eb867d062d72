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
      zh: '统一的图像生成网关:用你已熟悉的格式发送请求,图片存放在稳定可用的 URL 下,只为实际交付的内容付费。本站的每一项承诺都经过检查,并注明检查时间。',
      ja: '画像生成のためのひとつのゲートウェイです。使い慣れた形式でリクエストを送ると、画像は有効期間の明確な URL に保存され、料金は納品された分だけ発生します。ここに書かれた内容は検査済みで、各行に検査日が記されています。',
    },
    blocks: [
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
