import { type ClipboardEvent, type DragEvent, useState } from 'react';
import { useSay } from '../language.tsx';
import type { Reference } from './order.ts';

const types = ['image/png', 'image/jpeg', 'image/webp'];

interface Props {
  readonly most: number;
  readonly references: readonly Reference[];
  readonly onChange: (references: readonly Reference[]) => void;
}

/** Pictures to start from: dropped, pasted, chosen, or by address. */
export function References({ most, references, onChange }: Props) {
  const say = useSay();
  const [isOver, setOver] = useState(false);
  const [url, setUrl] = useState('');
  const addFiles = (files: Iterable<File>) => {
    const pictures = [...files].filter(({ type }) => types.includes(type));
    if (pictures.length === 0) return;
    const added = pictures.map((file) => ({ file, preview: URL.createObjectURL(file) }));
    onChange([...references, ...added].slice(0, most));
  };
  const addUrl = (text: string) => {
    if (!/^https?:\/\/\S+$/.test(text.trim())) return;
    onChange([...references, { url: text.trim(), preview: '' }].slice(0, most));
    setUrl('');
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    addFiles(event.dataTransfer.files);
    addUrl(event.dataTransfer.getData('text/uri-list'));
  };
  const paste = (event: ClipboardEvent) => addFiles(event.clipboardData.files);
  return (
    <fieldset>
      <legend>
        {say('references')} {references.length > 0 ? `${references.length}/${most}` : ''}
      </legend>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one of several ways */}
      <div
        className={isOver ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        onPaste={paste}
      >
        <small>{say('referencesHint', { count: most })}</small>
        {references.length > 0 ? (
          <div className="references">
            {references.map((reference, index) => (
              <div className="reference" key={reference.preview || reference.url}>
                {reference.preview ? (
                  <img src={reference.preview} alt={`${say('references')} ${index + 1}`} />
                ) : (
                  <span className="url">{reference.url}</span>
                )}
                <button
                  type="button"
                  className="small"
                  aria-label={`${say('remove')} ${index + 1}`}
                  onClick={() => onChange(references.filter((each) => each !== reference))}
                >
                  ✕
                </button>
              </div>
            ))}
          </div>
        ) : null}
        <input
          type="file"
          multiple
          accept={types.join(',')}
          aria-label={say('addFiles')}
          onChange={(event) => {
            addFiles(event.target.files ?? []);
            event.target.value = '';
          }}
        />
        <div className="row">
          <input
            type="url"
            value={url}
            placeholder="https://…"
            aria-label={say('addUrl')}
            onChange={(event) => setUrl(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              addUrl(url);
            }}
          />
          <button type="button" className="small" onClick={() => addUrl(url)}>
            {say('addUrl')}
          </button>
        </div>
      </div>
    </fieldset>
  );
}
