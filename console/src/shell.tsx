import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Session } from './answers.ts';
import { useSay } from './language.tsx';
import { Boundary } from './parts/boundary.tsx';
import { Foot } from './shell-foot.tsx';
import type { TextKey } from './texts/en.ts';

type Place = readonly [path: string, text: TextKey];

const staffPlaces: readonly Place[] = [
  ['/', 'overview'],
  ['/playground', 'playground'],
  ['/generations', 'generations'],
  ['/keys', 'keys'],
  ['/accounts', 'accounts'],
  ['/channels', 'channels'],
  ['/prices', 'prices'],
  ['/verification', 'verification'],
  ['/callbacks', 'callbacks'],
  ['/settings', 'settings'],
];
const customerPlaces: readonly Place[] = [
  ['/', 'overview'],
  ['/playground', 'playground'],
  ['/generations', 'generations'],
  ['/keys', 'keys'],
  ['/account', 'account'],
  ['/callbacks', 'callbacks'],
  ['/settings', 'settings'],
];

export function Shell({ person, children }: { readonly person: Session; readonly children: ReactNode }) {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const [location] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(() => setOpen(false), [location]);
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      opener.current?.focus();
    };
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [isOpen]);
  const places = person.role === 'customer' ? customerPlaces : staffPlaces;
  return (
    <div className="shell">
      <a className="skip" href="#page">
        {say('skip')}
      </a>
      <aside className={isOpen ? 'side open' : 'side'}>
        <div className="side-top">
          <Link href="/" className="brand">
            <img src="/console/assets/plantain.svg" alt="" />
            Plantain
          </Link>
          <button
            ref={opener}
            type="button"
            className="menu-button"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {say('menu')}
          </button>
        </div>
        <nav className="main" aria-label={say('menu')}>
          {places.map(([path, text]) => {
            const isHere = path === '/' ? location === '/' : location.startsWith(path);
            return (
              <Link key={path} href={path} {...(isHere ? { 'aria-current': 'page' as const } : {})}>
                {say(text)}
              </Link>
            );
          })}
          <a href="/docs">{say('documentation')}</a>
        </nav>
        <Foot person={person} />
      </aside>
      <main id="page" tabIndex={-1}>
        <Boundary>{children}</Boundary>
      </main>
    </div>
  );
}
