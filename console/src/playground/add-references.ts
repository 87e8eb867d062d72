import { useState } from 'react';
import { useSay } from '../language.tsx';
import { acceptFiles, readAddress } from './accept-files.ts';
import { isOurs, type Reference } from './order.ts';

export interface ReferenceList {
  readonly most: number;
  readonly references: readonly Reference[];
  readonly onChange: (references: readonly Reference[]) => void;
}

/** The ways a picture comes to the others, and the words for what was not taken. */
export function useAddReferences({ most, references, onChange }: ReferenceList) {
  const say = useSay();
  const [refused, refuse] = useState('');
  const room = most - references.length;
  const add = (...added: readonly Reference[]) => onChange([...references, ...added].slice(0, most));
  const tooMany = (count: number) => say('referencesRefused', { count, most });
  return {
    refused,
    add,
    addFiles(files: Iterable<File>): void {
      const found = acceptFiles(files, room);
      refuse(found.refused > 0 ? tooMany(found.refused) : '');
      if (found.accepted.length === 0) return;
      add(...found.accepted.map((file) => ({ file, preview: URL.createObjectURL(file) })));
    },
    /** Whether it was taken. */
    addAddress(text: string): boolean {
      const url = readAddress(text);
      refuse(url === undefined ? say('noAddress') : room <= 0 ? tooMany(1) : '');
      if (url === undefined || room <= 0) return false;
      add({ url, preview: isOurs(url) ? url : '' });
      return true;
    },
  };
}
