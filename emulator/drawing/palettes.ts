export interface Palette {
  /** Behind the words. */
  readonly paper: string;
  /** Gradient from top to bottom. */
  readonly sky: readonly [top: string, bottom: string];
  /** From light and far to dark and near. */
  readonly shapes: readonly [string, string, string, string, string];
  readonly ink: string;
  readonly accent: string;
}

const palette = (
  paper: string,
  sky: [string, string],
  shapes: Palette['shapes'],
  ink: string,
  accent: string,
) => ({
  paper,
  sky,
  shapes,
  ink,
  accent,
});

/** In every one, ink on paper has a contrast of at least 7:1. */
export const palettes: readonly Palette[] = [
  palette(
    '#141a3a',
    ['#2a2f6e', '#f0836b'],
    ['#ffb37a', '#f26b6b', '#8e3b76', '#4a2a6b', '#20183f'],
    '#fff6ea',
    '#ffb37a',
  ),
  palette(
    '#f6efe2',
    ['#f9f3e7', '#f3d9b8'],
    ['#f3a712', '#e4572e', '#a8c686', '#669bbc', '#29335c'],
    '#1f2340',
    '#d8431b',
  ),
  palette(
    '#0f2b2a',
    ['#1b5a52', '#b5d9a8'],
    ['#e9d985', '#7fb685', '#3a7d66', '#1f5a50', '#0f3533'],
    '#f4f6e4',
    '#e9d985',
  ),
  palette(
    '#eef3f7',
    ['#f5f8fb', '#bcd7ec'],
    ['#ff9a70', '#7fb2d9', '#3f7cac', '#1f4e79', '#12304d'],
    '#10283f',
    '#d9531f',
  ),
  palette(
    '#2a0f2b',
    ['#5a1e5f', '#ff9e7d'],
    ['#ffd6a5', '#ff6f91', '#c23b8f', '#6d1f75', '#35103c'],
    '#fff0f3',
    '#ff9ebb',
  ),
  palette(
    '#fbf1ef',
    ['#fdf6f3', '#f7cdc4'],
    ['#edae49', '#d1495b', '#66a182', '#5d7690', '#2e4057'],
    '#2b2438',
    '#c03a4d',
  ),
  palette(
    '#0d1b2a',
    ['#12406b', '#7cc0e0'],
    ['#f4d35e', '#62b6cb', '#1b7da6', '#12506e', '#0b2c44'],
    '#eef6fb',
    '#f4d35e',
  ),
  palette(
    '#f3f0e6',
    ['#faf7ee', '#d9dcb6'],
    ['#dda15e', '#bc6c25', '#87915a', '#5a6834', '#283618'],
    '#222a14',
    '#a4551a',
  ),
  palette(
    '#1c1c1f',
    ['#34343b', '#83838f'],
    ['#ff5a36', '#d8d4cc', '#8b8b94', '#45454e', '#202024'],
    '#f7f4ee',
    '#ff7a5a',
  ),
  palette(
    '#f4eefb',
    ['#faf6ff', '#d6c6f0'],
    ['#f6bd60', '#f28482', '#84a59d', '#6a4c93', '#3d2c61'],
    '#2a1f45',
    '#6a4c93',
  ),
  palette(
    '#07263b',
    ['#0f4a6b', '#f5b17b'],
    ['#fff3dc', '#ff8a5b', '#c8553d', '#125e6e', '#083344'],
    '#fdf7ef',
    '#ffb58a',
  ),
  palette(
    '#fff5dd',
    ['#fffaf0', '#ffd98a'],
    ['#ffbf3f', '#f25f5c', '#70c1b3', '#247ba0', '#3f4147'],
    '#2f2a24',
    '#c9403d',
  ),
];
