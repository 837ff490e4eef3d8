import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../api/client';
import type { PlanSummary, PlanUnit } from '../api/types';

/** What the whole console is about, kept in the address: a link shows somebody else the same. */
export const scopeNames = ['plan', 'unit', 'period', 'calendar', 'asKnownAt', 'view'] as const;
export type ScopeName = (typeof scopeNames)[number];

export interface Scope {
  plans: PlanSummary[] | undefined;
  plan: PlanSummary | undefined;
  units: PlanUnit[];
  unit: PlanUnit | undefined;
  /** Null: the current view of the plan. */
  period: string | null;
  calendar: string | null;
  asKnownAt: string | null;
  view: string | null;
}

/** The same for the query of a request. */
export const scopeQuery = (scope: Scope) => ({ unit: scope.unit?.id, period: scope.period, calendar: scope.calendar, view: scope.view, asKnownAt: scope.asKnownAt });

export const plansQuery = queryOptions({ queryKey: ['plans'], queryFn: ({ signal }) => api.get('/api/v1/plans', { signal }) as Promise<PlanSummary[]>, staleTime: 60_000 });

export const usePlans = () => useQuery(plansQuery);

export function scopeOf(plans: PlanSummary[] | undefined, search: URLSearchParams): Scope {
  const plan = plans?.find(p => p.id === search.get('plan')) ?? plans?.[0];
  const units = plan?.units ?? [];
  const unit = units.find(u => u.id === search.get('unit')) ?? units.find(u => u.id === plan?.owner) ?? units[0];
  return { plans, plan, units, unit, period: search.get('period'), calendar: search.get('calendar'), asKnownAt: search.get('asKnownAt'), view: search.get('view') };
}

export function useScope(): Scope {
  const [search] = useSearchParams();
  const plans = usePlans().data;
  return useMemo(() => scopeOf(plans, search), [plans, search]);
}

/** Changes parts of the address; null takes one out. Filters replace, so that Back leaves the screen instead of undoing letters. */
export function useAddress() {
  const [search, setSearch] = useSearchParams();
  const change = useCallback((parts: Record<string, string | null | undefined>, options?: { push?: boolean }) => setSearch(() => {
    // From the window's address: the hook still has the former one when somebody clicks and types before the next rendering, and would undo the click.
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(parts)) {
      if (value === null || value === undefined || value === '') next.delete(name);
      else next.set(name, value);
    }
    return next;
  }, { replace: !options?.push }), [setSearch]);
  return [search, change] as const;
}

/** The address of another screen about the same plan, unit and time. */
export function useScopedLink() {
  const [search] = useSearchParams();
  return useCallback((path: string, parts: Record<string, string | null | undefined> = {}) => {
    const kept = new URLSearchParams();
    for (const name of scopeNames) {
      const value = search.get(name);
      if (value) kept.set(name, value);
    }
    for (const [name, value] of Object.entries(parts)) {
      if (value) kept.set(name, value);
      else kept.delete(name);
    }
    const text = kept.toString();
    return text ? `${path}?${text}` : path;
  }, [search]);
}
