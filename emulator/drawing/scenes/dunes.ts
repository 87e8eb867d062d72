import { circle, px, type Scene } from './scene.ts';

/** A low sun over waves of hills. */
export const dunes: Scene = ({ width, height, focus, radius }, { shapes }, random) => {
  const sun = radius * random.between(0.45, 0.7);
  const parts = [
    circle(focus.x, focus.y, sun * 1.9, `fill="${shapes[0]}" fill-opacity="0.14"`),
    circle(focus.x, focus.y, sun * 1.4, `fill="${shapes[0]}" fill-opacity="0.2"`),
    circle(focus.x, focus.y, sun, `fill="${shapes[0]}"`),
  ];
  const top = focus.y + radius * 0.25;
  shapes.slice(1).forEach((colour, index) => {
    const base = top + ((height - top) * index) / 4;
    const swing = Math.min(radius, height - top) * random.between(0.16, 0.34);
    const from = base + random.between(-swing, swing);
    const to = base + random.between(-swing, swing);
    const bends = `C${px(width * 0.3)} ${px(from - swing)} ${px(width * 0.55)} ${px(to + swing)} ${px(width)} ${px(to)}`;
    parts.push(`<path d="M0 ${px(from)}${bends}V${height}H0Z" fill="${colour}"/>`);
  });
  return parts.join('');
};
