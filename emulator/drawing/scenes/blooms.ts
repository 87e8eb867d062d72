import { circle, px, type Scene, type Stage } from './scene.ts';

/** Flowers of translucent petals. */
export const blooms: Scene = (stage, { shapes }, random) => {
  const { focus, radius } = stage;
  const petals = random.integer(9, 15);
  const small = {
    x: focus.x + radius * random.between(0.75, 1),
    y: focus.y + radius * random.between(0.6, 0.95),
  };
  return [
    flower({ ...stage, focus: small, radius: radius * 0.5 }, petals - 2, [shapes[2], shapes[3]]),
    flower(stage, petals, [shapes[1], shapes[3]]),
    flower({ ...stage, radius: radius * 0.66 }, petals, [shapes[0], shapes[2]]),
    circle(focus.x, focus.y, radius * 0.2, `fill="${shapes[4]}"`),
    circle(focus.x, focus.y, radius * 0.11, `fill="${shapes[0]}"`),
  ].join('');
};

function flower({ focus, radius }: Stage, petals: number, colours: readonly string[]): string {
  const parts: string[] = [];
  for (let petal = 0; petal < petals; petal++) {
    const angle = (360 / petals) * petal;
    const shape = `rx="${px(radius * 0.56)}" ry="${px(radius * 0.2)}"`;
    const turn = `transform="rotate(${px(angle)} ${px(focus.x)} ${px(focus.y)})"`;
    const paint = `fill="${colours[petal % colours.length]}" fill-opacity="0.72"`;
    parts.push(
      `<ellipse cx="${px(focus.x + radius * 0.54)}" cy="${px(focus.y)}" ${shape} ${turn} ${paint}/>`,
    );
  }
  return parts.join('');
}
