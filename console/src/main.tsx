import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Refused } from './ask.ts';
import { LanguageRoom } from './language.tsx';
import './styles/base.css';
import './styles/controls.css';
import './styles/frame.css';
import './styles/tables.css';
import './styles/making.css';
import './styles/operating.css';
import './styles/narrow.css';
import { apply } from './theme.ts';

apply();

/** A session that has ended shows wherever it is noticed first: who is signed in is asked again. */
const onError = (error: unknown) => {
  if (error instanceof Refused && error.status === 401)
    void queries.invalidateQueries({ queryKey: ['session'] });
};

const queries: QueryClient = new QueryClient({
  mutationCache: new MutationCache({
    onError(error, _given, _result, { options }) {
      // A wrong password ends nobody's session.
      if (options.mutationKey?.[0] !== 'sign-in') onError(error);
    },
  }),
  queryCache: new QueryCache({ onError }),
  defaultOptions: {
    // The gateway may run on this very machine, which needs no network for it: what the browser thinks of its own is no reason not to ask.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 2_000,
      // A refusal stays one; only what may be the network is tried again.
      retry: (count, error) => !(error instanceof Refused && error.status < 500) && count < 2,
      retryDelay: (count) => 300 * 2 ** count,
    },
  },
});

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LanguageRoom>
        <App />
      </LanguageRoom>
    </QueryClientProvider>
  </StrictMode>,
);
