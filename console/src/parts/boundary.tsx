import { Component, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useSay } from '../language.tsx';
import { Page, Problem } from './basic.tsx';

type Children = { readonly children: ReactNode };

/** A page that cannot be drawn, or whose part of the program does not come, leaves the menu and the other pages. */
export function Boundary({ children }: Children) {
  const [location] = useLocation();
  return <Catch key={location}>{children}</Catch>;
}

class Catch extends Component<Children, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return 'error' in this.state ? <Broken error={this.state.error} /> : this.props.children;
  }
}

function Broken({ error }: { readonly error: unknown }) {
  const say = useSay();
  // Its words alone: an error of the program is of the kind of one of the network, and the advice for that would mislead.
  const told = new Error(error instanceof Error ? error.message : String(error));
  return (
    <Page title={say('pageBroken')}>
      <Problem error={told} />
      <p>{say('pageBrokenHint')}</p>
      <div>
        <button type="button" className="primary" onClick={() => window.location.reload()}>
          {say('reload')}
        </button>
      </div>
    </Page>
  );
}
