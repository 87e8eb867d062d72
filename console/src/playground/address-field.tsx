import { useState } from 'react';
import { useSay } from '../language.tsx';

/** The address of a picture; Enter adds it and does not send the form around it. */
export function AddressField({ onAdd }: { readonly onAdd: (text: string) => boolean }) {
  const say = useSay();
  const [text, setText] = useState('');
  const add = () => {
    if (onAdd(text)) setText('');
  };
  return (
    <div className="row nowrap">
      <input
        type="url"
        value={text}
        placeholder="https://…"
        aria-label={say('addUrl')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <button type="button" className="small" onClick={add}>
        {say('addUrl')}
      </button>
    </div>
  );
}
