import { circle, px, type Scene } from './scene.ts';

/** Arches within arches, and a sun. */
export const arches: Scene = ({ height, focus, radius }, { shapes }, random) => {
  const side = random.pick([-1, 1]);
  const sun = circle(
    focus.x - side * radius * 0.75,
    focus.y - radius * 0.7,
    radius * 0.26,
    `fill="${shapes[0]}"`,
  );
  const behind = arch(
    focus.x - side * radius * 0.62,
    focus.y + radius * 0.25,
    radius * 0.8,
    height,
    shapes,
    2,
  );
  return sun + behind + arch(focus.x + side * radius * 0.22, focus.y, radius, height, shapes, 0);
};

function arch(
  x: number,
  y: number,
  radius: number,
  height: number,
  shapes: readonly string[],
  first: number,
): string {
  const parts: string[] = [];
  for (let ring = 0; ring < 6; ring++) {
    const size = radius * (1 - ring * 0.165);
    const path = `M${px(x - size)} ${px(height)}V${px(y)}A${px(size)} ${px(size)} 0 0 1 ${px(x + size)} ${px(y)}V${px(height)}Z`;
    parts.push(`<path d="${path}" fill="${shapes[(ring + first) % 5]}"/>`);
  }
  return parts.join('');
}
