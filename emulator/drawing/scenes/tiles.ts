import { circle, px, type Scene } from './scene.ts';

/** A floor of quarter circles, half circles and squares. */
export const tiles: Scene = ({ width, height, radius }, { shapes, sky }, random) => {
  const cell = Math.max(24, radius * random.pick([0.42, 0.5, 0.62]));
  const parts: string[] = [];
  for (let y = 0; y < height; y += cell) {
    for (let x = 0; x < width; x += cell)
      parts.push(
        tile(x, y, cell, random.integer(0, 5), random.pick(shapes), random.pick([...shapes, ...sky])),
      );
  }
  return parts.join('');
};

function tile(x: number, y: number, cell: number, kind: number, front: string, back: string): string {
  const square = `<rect x="${px(x)}" y="${px(y)}" width="${px(cell + 0.5)}" height="${px(cell + 0.5)}" fill="${back}"/>`;
  const quarter = (cx: number, cy: number, dx: number, dy: number) =>
    `<path d="M${px(cx)} ${px(cy)}h${px(dx)}A${px(cell)} ${px(cell)} 0 0 ${dx * dy > 0 ? 1 : 0} ${px(cx)} ${px(cy + dy)}Z" fill="${front}"/>`;
  if (kind === 0) return square + quarter(x, y, cell, cell);
  if (kind === 1) return square + quarter(x + cell, y, -cell, cell);
  if (kind === 2) return square + quarter(x + cell, y + cell, -cell, -cell);
  if (kind === 3) return square + quarter(x, y + cell, cell, -cell);
  if (kind === 4) return square + circle(x + cell / 2, y + cell / 2, cell * 0.36, `fill="${front}"`);
  return square;
}
