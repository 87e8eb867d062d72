import { circle, px, type Scene } from './scene.ts';

/** A planet with rings and moons. */
export const orbits: Scene = ({ focus, radius }, { shapes, ink }, random) => {
  const parts: string[] = [];
  for (let ring = 7; ring >= 1; ring--) {
    const size = radius * (0.34 + ring * 0.2);
    parts.push(circle(focus.x, focus.y, size, `fill="${shapes[1 + (ring % 4)]}" fill-opacity="0.13"`));
    const stroke = `fill="none" stroke="${ink}" stroke-opacity="0.28" stroke-width="${px(radius * 0.007)}"`;
    parts.push(circle(focus.x, focus.y, size, stroke));
  }
  parts.push(circle(focus.x, focus.y, radius * 0.42, `fill="${shapes[0]}"`));
  const shade = `fill="${shapes[1]}" fill-opacity="0.55"`;
  parts.push(circle(focus.x + radius * 0.06, focus.y + radius * 0.06, radius * 0.36, shade));
  for (let moon = 1; moon <= 6; moon++) {
    const angle = random.between(0, Math.PI * 2);
    const distance = radius * (0.34 + moon * 0.2);
    const x = focus.x + Math.cos(angle) * distance;
    const y = focus.y + Math.sin(angle) * distance;
    parts.push(circle(x, y, radius * random.between(0.03, 0.1), `fill="${shapes[moon % 5]}"`));
  }
  return parts.join('');
};
