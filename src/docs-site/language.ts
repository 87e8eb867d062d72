/** The languages of the public pages, English first: its paths carry no prefix. */
export const languages = ['en', 'zh', 'ja'] as const;

export type Language = (typeof languages)[number];

/** One text in every language. May hold `code`, **strong** and [links](/docs), with \ before what is meant as it is. */
export type Words = Readonly<Record<Language, string>>;

/** A plain string is a name or a quotation: shown as it is in every language, marks and all. */
export type Text = string | Words;

/** How a browser and a reader know the language. */
export const languageNames: Readonly<Record<Language, { readonly tag: string; readonly name: string }>> = {
  en: { tag: 'en', name: 'English' },
  zh: { tag: 'zh-Hans', name: '简体中文' },
  ja: { tag: 'ja', name: '日本語' },
};

/** `/docs/errors` as `/docs/zh/errors`. */
export const pathIn = (path: string, language: Language): string =>
  language === 'en' ? path : path.replace(/^\/docs/, `/docs/${language}`);

/** The language of a path and the path without it. */
export function readPath(path: string): { readonly language: Language; readonly path: string } {
  const prefix = /^\/docs\/(zh|ja)(?=$|\/|\.md$)/.exec(path)?.[1] as Language | undefined;
  return prefix
    ? { language: prefix, path: `/docs${path.slice(`/docs/${prefix}`.length)}` }
    : { language: 'en', path };
}

/** English text with marks that is shown in every language. */
export const everywhere = (text: string): Words => ({ en: text, zh: text, ja: text });

/** A quotation inside Words: its own characters are never read as marks. */
export const literal = (text: string): string => text.replace(/[\\`*[\]]/g, '\\$&');
