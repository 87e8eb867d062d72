import { useQueryClient } from '@tanstack/react-query';
import type { Session } from './answers.ts';
import { ask } from './ask.ts';
import { useSay } from './language.tsx';
import { AccountSwitch } from './parts/account-switch.tsx';
import { refresh } from './parts/act.ts';
import { forgetTab } from './parts/tab-memory.ts';
import { LanguageChoice, ThemeChoice } from './parts/wishes.tsx';
import { type Mode, scope, useScope } from './scope.ts';

function signOut(): void {
  forgetTab();
  void ask('POST', '/sign-out').finally(() => window.location.assign('/console/'));
}

/** Below the menu: what is looked at and as whom, and what this browser wishes. */
export function Foot({ person }: { readonly person: Session }) {
  const say = useSay();
  const { mode } = useScope();
  const queries = useQueryClient();
  const choose = (next: Mode) => {
    scope.set({ mode: next });
    void refresh(queries);
  };
  return (
    <div className="side-foot">
      {/* biome-ignore lint/a11y/useSemanticElements: two buttons, no form */}
      <div className="modes" role="group" aria-label={say('mode')} title={say('modeHint')}>
        {(['test', 'live'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={mode === each} onClick={() => choose(each)}>
            {say(each)}
          </button>
        ))}
      </div>
      {person.role === 'customer' ? null : <AccountSwitch />}
      <LanguageChoice />
      <ThemeChoice />
      <button type="button" onClick={signOut}>
        {say('signOut')} ({person.name})
      </button>
    </div>
  );
}
