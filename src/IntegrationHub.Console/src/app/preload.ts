import type { QueryClient } from '@tanstack/react-query';
import { plansQuery, scopeOf } from '../parts/scope';
import { clockQuery, sessionQuery } from '../parts/session';
import { detailQuery, progressQuery } from '../plan/queries';
import { loadScreen, screens } from './screens';

const patience = 1000;

/** Asks for what the first screen needs while its code is still on its way, instead of one after the other. Whoever is not signed in is told by the session. */
export async function preload(client: QueryClient): Promise<void> {
  const screen = screens.filter(s => (s.path === '/' ? location.pathname === '/' : location.pathname.startsWith(s.path))).at(-1);
  const figures = async () => {
    const plans = await client.fetchQuery(plansQuery);
    const scope = scopeOf(plans, new URLSearchParams(location.search));
    if (!scope.plan) return;
    void client.prefetchQuery(progressQuery(scope));
    void client.prefetchQuery(detailQuery(scope.plan.id));
  };
  const asked = [screen && loadScreen(screen), client.prefetchQuery(sessionQuery), client.prefetchQuery(clockQuery), screen?.isScoped ? figures() : undefined];
  // A hub that does not answer is told on the page, not waited for.
  await Promise.race([Promise.allSettled(asked), new Promise(over => { setTimeout(over, patience); })]);
}
