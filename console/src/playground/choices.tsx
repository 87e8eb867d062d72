import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly name: string;
  readonly choices: readonly string[];
  readonly chosen: string;
  /** What the empty choice is called. */
  readonly none?: string;
  readonly picture?: (choice: string) => ReactNode;
  readonly onChoose: (choice: string) => void;
}

/** One of a few, all of them in sight. */
export function Choices({ title, name, choices, chosen, none = 'auto', picture, onChoose }: Props) {
  return (
    <fieldset>
      <legend>{title}</legend>
      <div className="choices">
        {choices.map((choice) => (
          <label key={choice}>
            <input type="radio" name={name} checked={choice === chosen} onChange={() => onChoose(choice)} />
            {picture?.(choice)}
            {choice === '' ? none : choice}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const longSidePx = 26;

/** A ratio as the shape it is; an empty one is drawn by nothing. */
export function RatioShape({ ratio }: { readonly ratio: string }) {
  if (ratio === '') return null;
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  const scale = longSidePx / Math.max(width, height);
  const style = { width: Math.max(3, width * scale), height: Math.max(3, height * scale) };
  return <span className="shape" aria-hidden="true" style={style} />;
}
