import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, rememberCsrf } from '../api/client';
import type { Session } from '../api/types';

export const sessionKey = ['session'];

export const sessionQuery = queryOptions({
  queryKey: sessionKey, staleTime: 5 * 60_000, retry: false,
  queryFn: async ({ signal }): Promise<Session> => {
    const session = await api.get('/api/v1/session', { signal });
    rememberCsrf(session.csrf);
    return session;
  },
});

export const useSession = () => useQuery(sessionQuery);

export type Right = 'read' | 'operate' | 'approve' | 'administer';

/** Whether whoever is signed in may do something; what they may not is not offered. */
export const useMay = (right: Right): boolean => useSession().data?.may.includes(right) ?? false;

export const clockQuery = queryOptions({
  queryKey: ['clock'], staleTime: Infinity,
  queryFn: async ({ signal }) => {
    const clock = await api.get('/api/v1/clock', { signal });
    return { ahead: new Date(clock.now).getTime() - Date.now(), demo: clock.demo, traceUrl: clock.traceUrl };
  },
});

/** The hub's clock, a demo's is years away from this machine's; and what else it says of itself. */
export function useClock() {
  const { data } = useQuery(clockQuery);
  return { isDemo: data?.demo ?? false, traceUrl: data?.traceUrl ?? null, now: () => Date.now() + (data?.ahead ?? 0), isKnown: data !== undefined };
}
