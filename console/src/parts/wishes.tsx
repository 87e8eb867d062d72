import { type Language, languages, useLanguage } from '../language.tsx';
import { type Theme, themes, useKeptTheme, wear } from '../theme.ts';
import { Field } from './basic.tsx';

interface Props {
  /** The words stand beside it; otherwise only screen readers hear them. */
  readonly isLabelled?: boolean;
}

export function LanguageChoice({ isLabelled = false }: Props) {
  const { say, language, speak } = useLanguage();
  const select = (
    <select
      className="language"
      {...(isLabelled ? {} : { 'aria-label': say('language') })}
      value={language}
      onChange={(event) => speak(event.target.value as Language)}
    >
      {Object.entries(languages).map(([code, title]) => (
        <option key={code} value={code}>
          {title}
        </option>
      ))}
    </select>
  );
  return isLabelled ? <Field label={say('language')}>{select}</Field> : select;
}

const words = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' } as const;

export function ThemeChoice({ isLabelled = false }: Props) {
  const { say } = useLanguage();
  const theme = useKeptTheme();
  const select = (
    <select
      {...(isLabelled ? {} : { 'aria-label': say('theme') })}
      value={theme}
      onChange={(event) => wear(event.target.value as Theme)}
    >
      {themes.map((each) => (
        <option key={each} value={each}>
          {say(words[each])}
        </option>
      ))}
    </select>
  );
  return isLabelled ? <Field label={say('theme')}>{select}</Field> : select;
}
