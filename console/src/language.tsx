import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { en, type TextKey, type Texts } from './texts/en.ts';
import { ja } from './texts/ja.ts';
import { zh } from './texts/zh.ts';

export const languages = { en: 'English', zh: '中文', ja: '日本語' } as const;
export type Language = keyof typeof languages;

const catalogs: Readonly<Record<Language, Texts>> = { en, zh, ja };
const name = 'plantain.language';

export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

interface Speaking {
  readonly language: Language;
  readonly say: Say;
  readonly speak: (language: Language) => void;
}

const Spoken = createContext<Speaking | undefined>(undefined);

function first(): Language {
  const kept = localStorage.getItem(name) ?? navigator.language.slice(0, 2);
  return kept in languages ? (kept as Language) : 'en';
}

export function LanguageRoom({ children }: { readonly children: ReactNode }) {
  const [language, speak] = useState(first);
  useEffect(() => {
    document.documentElement.lang = language;
    localStorage.setItem(name, language);
  }, [language]);
  const speaking = useMemo(
    () => ({
      language,
      speak,
      say: ((key, values = {}) =>
        catalogs[language][key].replace(/\{(\w+)\}/g, (_, part: string) =>
          String(values[part] ?? ''),
        )) as Say,
    }),
    [language],
  );
  return <Spoken value={speaking}>{children}</Spoken>;
}

export function useLanguage(): Speaking {
  const speaking = useContext(Spoken);
  if (!speaking) throw new Error('useLanguage is used outside LanguageRoom');
  return speaking;
}

export const useSay = (): Say => useLanguage().say;
