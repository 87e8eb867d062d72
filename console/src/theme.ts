const name = 'plantain.theme';
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const keptTheme = (): Theme => {
  const kept = localStorage.getItem(name);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
};

export function wear(theme: Theme): void {
  localStorage.setItem(name, theme);
  document.documentElement.dataset.theme = theme;
}
