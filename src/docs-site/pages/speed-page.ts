import type { Block, Page } from '../page.ts';
import { readMarkdown } from '../read-markdown.ts';
import type { SiteInput } from '../site-input.ts';

/** docs/speed.md, which the bench writes, with its chart in the reader's language. */
export function speedPage({ speed }: SiteInput): Page {
  return {
    path: '/docs/speed',
    isEnglishInside: true,
    title: { en: 'Speed', zh: '性能', ja: '性能' },
    summary: {
      en: 'Measured figures: throughput, memory, latency, and which of the goals they meet.',
      zh: '实测数据：吞吐量、内存、延迟，以及达成了哪些目标。表格以英文记录。',
      ja: '実測値: スループット、メモリー、レイテンシー、そして達成した目標。表は英語で記録されています。',
    },
    blocks: [chart, ...readMarkdown(speed, 'speed-').blocks],
  };
}

const chart: Block = {
  kind: 'picture',
  file: 'speed.svg',
  size: [440, 754],
  alt: {
    en: 'Bars: this gateway beside nginx, a plain Node pipe, a naive gateway and Portkey. The tables below hold the figures.',
    zh: '柱状图：本网关与 nginx、简单的 Node 管道、朴素网关和 Portkey 的比较。数据见下方表格。',
    ja: '棒グラフ: このゲートウェイと nginx、単純な Node パイプ、素朴なゲートウェイ、Portkey の比較。数値は下の表にあります。',
  },
  caption: {
    en: 'All contenders did the same work in one run, each alone on one core.',
    zh: '所有对象在同一次运行中完成相同的工作，各自独占一个核心。',
    ja: 'すべて同じ実行の中で同じ処理を行い、それぞれ 1 コアを占有しました。',
  },
};
