import { circle, px, type Scene } from './scene.ts';

/** Bands that flow across the picture. */
export const ribbons: Scene = ({ width, height, focus, radius }, { shapes }, random) => {
  const band = radius * random.between(0.2, 0.28);
  const lift = random.between(-0.6, 0.6) * radius;
  const parts = [
    circle(focus.x, focus.y - radius * 0.2, radius * 0.55, `fill="${shapes[0]}" fill-opacity="0.9"`),
  ];
  for (let index = -5; index <= 5; index++) {
    const offset = index * band;
    const start = `M${px(-band)} ${px(focus.y + offset + lift)}`;
    const first = `C${px(width * 0.3)} ${px(focus.y + offset - radius)} ${px(width * 0.5)} ${px(focus.y + offset + radius)}`;
    const end = ` ${px(focus.x)} ${px(focus.y + offset * 0.6)}S${px(width * 0.9)} ${px(focus.y + offset - lift - radius * 0.8)} ${px(width + band)} ${px(focus.y + offset - lift)}`;
    const colour = shapes[(index + 10) % 5];
    const paint = `fill="none" stroke="${colour}" stroke-opacity="0.86" stroke-width="${px(band * 0.82)}" stroke-linecap="round"`;
    if (focus.y + offset < height + band) parts.push(`<path d="${start}${first}${end}" ${paint}/>`);
  }
  return parts.join('');
};
