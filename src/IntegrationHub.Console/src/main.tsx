import './app/nonce';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './api/problem';
import { App } from './app/App';
import { preload } from './app/preload';
import { startWords } from './app/words';
import './app/app.css';

startWords();
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000, refetchOnWindowFocus: true,
      // What the hub refused it refuses again; only a lost connection or a broken answer is tried anew.
      retry: (count, fault) => count < 2 && fault instanceof Problem && (fault.status === 0 || fault.status >= 500),
    },
  },
});
const root = createRoot(document.getElementById('root')!);
// The first picture is drawn once, with who is signed in and the code of the screen, and in pieces: the browser answers in between.
void preload(client).then(() => startTransition(() => root.render(<StrictMode><QueryClientProvider client={client}><App /></QueryClientProvider></StrictMode>)));
