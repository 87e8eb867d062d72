import { useState } from 'react';
import type { Picture } from '../answers.ts';
import { useSay } from '../language.tsx';
import { bytes } from '../parts/show.ts';
import { Zoom } from './zoom.tsx';

interface Props {
  readonly images: readonly Picture[];
  readonly prompt: string;
  /** Pictures it was made from, to compare with. */
  readonly references: readonly string[];
  readonly onReference: (url: string) => void;
}

/** Side by side; each can be looked at closely, compared, used again and kept. */
export function ResultImages({ images, prompt, references, onReference }: Props) {
  const say = useSay();
  const [zoomed, zoom] = useState<Picture>();
  return (
    <>
      <div className="result-images">
        {images.map((image) => (
          <figure key={image.url}>
            <button
              type="button"
              className="plain picture-button"
              onClick={() => zoom(image)}
              aria-label={`${say('zoom')}: ${prompt.slice(0, 80)}`}
            >
              <img src={image.url} width={image.width} height={image.height} alt={prompt.slice(0, 200)} />
            </button>
            <figcaption className="row">
              <small>
                {image.width}×{image.height} · {bytes(image.size_bytes ?? 0)}
              </small>
              <button type="button" className="small" onClick={() => onReference(image.url)}>
                {say('useAsReference')}
              </button>
              <a className="button small" href={image.url} download>
                {say('download')}
              </a>
            </figcaption>
          </figure>
        ))}
      </div>
      {zoomed ? <Zoom image={zoomed} references={references} onClose={() => zoom(undefined)} /> : null}
    </>
  );
}
