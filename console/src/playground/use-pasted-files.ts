import { useEffect, useRef } from 'react';

/** Wherever the focus is: only pictures are taken, text goes where it is pasted. */
export function usePastedFiles(take: (files: FileList) => void): void {
  const taking = useRef(take);
  taking.current = take;
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files;
      if (!files || files.length === 0) return;
      event.preventDefault();
      taking.current(files);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
}
