import type { Words } from './language.ts';
import type { SiteInput } from './site-input.ts';

export interface NavigationGroup {
  readonly title: Words;
  /** Paths of pages; their titles are the links' texts. */
  readonly paths: readonly string[];
}

/** Where every page that is not below another one is listed. */
export function navigation({ models }: Pick<SiteInput, 'models'>): readonly NavigationGroup[] {
  return [
    {
      title: { en: 'Start', zh: '入门', ja: 'はじめに' },
      paths: ['/docs', '/docs/quick-start', '/docs/authentication', '/docs/recipes'],
    },
    {
      title: { en: 'Models', zh: '模型', ja: 'モデル' },
      paths: [...models.map(({ name }) => `/docs/${name}`), '/docs/pricing', '/docs/status'],
    },
    {
      title: { en: 'Guides', zh: '指南', ja: 'ガイド' },
      paths: [
        '/docs/prompt-guide',
        '/docs/callbacks',
        '/docs/rate-limits',
        '/docs/errors',
        '/docs/migration',
      ],
    },
    {
      title: { en: 'Reference', zh: '参考', ja: 'リファレンス' },
      paths: ['/docs/api', '/docs/operators', '/docs/admin-api', '/docs/speed', '/docs/changelog'],
    },
  ];
}
