import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
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
  const language = kept in languages ? (kept as Language) : 'en';
  wear(language);
  return language;
}

/** Before anything is drawn: dates are written in the language the page says it has. */
function wear(language: Language): void {
  document.documentElement.lang = language;
}

export function LanguageRoom({ children }: { readonly children: ReactNode }) {
  const [language, choose] = useState(first);
  const speaking = useMemo(
    () => ({
      language,
      speak(next: Language) {
        localStorage.setItem(name, next);
        wear(next);
        choose(next);
      },
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
