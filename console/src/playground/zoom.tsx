import { useState } from 'react';
import type { Picture } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Dialog } from '../parts/basic.tsx';

interface Props {
  readonly image: Picture;
  readonly references: readonly string[];
  readonly onClose: () => void;
}

/** One picture as large as the screen allows, pixel by pixel, or laid over a picture it was made from. */
export function Zoom({ image, references, onClose }: Props) {
  const say = useSay();
  const [isWhole, setWhole] = useState(true);
  const [compared, compare] = useState<string>();
  return (
    <Dialog title={`${image.width}×${image.height}`} className="zoom" onClose={onClose}>
      <div className="row">
        <button type="button" className="small" aria-pressed={!isWhole} onClick={() => setWhole(!isWhole)}>
          {say(isWhole ? 'fullSize' : 'wholePicture')}
        </button>
        {references.map((reference, index) => (
          <button
            key={reference}
            type="button"
            className="small"
            aria-pressed={compared === reference}
            onClick={() => compare(compared === reference ? undefined : reference)}
          >
            {say('compare')} {references.length > 1 ? index + 1 : ''}
          </button>
        ))}
      </div>
      {compared ? (
        <Compared image={image} reference={compared} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a large picture scrolls by keyboard
        <div className="zoom-room" tabIndex={0}>
          <img className={isWhole ? 'whole' : 'actual'} src={image.url} alt={say('results')} />
        </div>
      )}
    </Dialog>
  );
}

/** The result over the reference, up to a line that can be moved. */
function Compared({ image, reference }: { readonly image: Picture; readonly reference: string }) {
  const say = useSay();
  const [share, setShare] = useState(50);
  return (
    <>
      <div className="compare">
        <img src={reference} alt={say('references')} />
        <img src={image.url} alt={say('results')} style={{ clipPath: `inset(0 0 0 ${share}%)` }} />
        <span className="compare-line" aria-hidden="true" style={{ left: `${share}%` }} />
      </div>
      <input
        type="range"
        min={0}
        max={100}
        value={share}
        aria-label={say('compareHint')}
        onChange={(event) => setShare(Number(event.target.value))}
      />
      <div className="card-head">
        <small>{say('references')}</small>
        <small>{say('results')}</small>
      </div>
    </>
  );
}
