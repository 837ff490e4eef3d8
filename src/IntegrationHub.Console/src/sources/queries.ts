import { useQuery } from '@tanstack/react-query';
import { api, send } from '../api/client';
import { Problem } from '../api/problem';
import type { SourcesHealth } from '../api/types';
import { usePolling } from '../parts/live';

export const useSources = () => useQuery({ queryKey: ['sources', 'all'], queryFn: ({ signal }) => api.get('/api/v1/sources', { signal }), refetchInterval: usePolling(5) });

export const useSource = (id: string) => useQuery({ queryKey: ['sources', 'one', id], queryFn: ({ signal }) => api.get('/api/v1/sources/{id}', { path: { id }, signal }), refetchInterval: usePolling(5) });

/** Freshness of all; what is unwell is an answer too (503), not a fault. */
export const useSourcesHealth = () => useQuery({
  queryKey: ['health', 'sources'], refetchInterval: usePolling(15),
  queryFn: async ({ signal }): Promise<SourcesHealth> => {
    try {
      return await send<SourcesHealth>('GET', '/health/sources', { signal });
    } catch (fault) {
      if (fault instanceof Problem && fault.status === 503 && fault.rest.sources) return { status: 'unhealthy', ...fault.rest } as unknown as SourcesHealth;
      throw fault;
    }
  },
});
