const name = 'plantain.theme';
export type Theme = 'auto' | 'light' | 'dark';

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

export const keptTheme = (): Theme => {
  const kept = localStorage.getItem(name);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
};

export function wear(theme: Theme): void {
  localStorage.setItem(name, theme);
  apply();
}

/** The page always says which of the two it wears, so the style sheet has one set of colours for each. */
export function apply(): void {
  const theme = keptTheme();
  const isDark = theme === 'auto' ? systemIsDark.matches : theme === 'dark';
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

systemIsDark.addEventListener('change', apply);
