import type { QueryClient } from '@tanstack/react-query';
import { plansQuery, scopeOf } from '../parts/scope';
import { clockQuery, sessionQuery } from '../parts/session';
import { detailQuery, progressQuery } from '../plan/queries';
import { screens } from './screens';

/** Asks for what the first screen needs while its code is still on its way, instead of one after the other. Whoever is not signed in is told by the session. */
export function preload(client: QueryClient) {
  const screen = screens.filter(s => (s.path === '/' ? location.pathname === '/' : location.pathname.startsWith(s.path))).at(-1);
  void screen?.load().catch(() => undefined);
  void client.prefetchQuery(sessionQuery);
  void client.prefetchQuery(clockQuery);
  if (!screen?.isScoped) return;
  void client.fetchQuery(plansQuery).then(plans => {
    const scope = scopeOf(plans, new URLSearchParams(location.search));
    if (!scope.plan) return;
    void client.prefetchQuery(progressQuery(scope));
    void client.prefetchQuery(detailQuery(scope.plan.id));
  }).catch(() => undefined);
}
