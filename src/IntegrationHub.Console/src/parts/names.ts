import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client';
import { useSources } from '../sources/queries';
import { said } from './words';

/** What ids are called by people; an id that has no name is said as it is. */
export function useNames() {
  const sources = useSources().data;
  const units = useQuery({ queryKey: ['org-units', 'now'], staleTime: 300_000, queryFn: ({ signal }) => api.get('/api/v1/org-units', { signal }) }).data?.units;
  return {
    source: (id: string): string | null => said(sources?.find(s => s.id === id)?.name) || null,
    unit: (id: string): string => said(units?.find(u => u.id === id)?.name) || id,
  };
}
