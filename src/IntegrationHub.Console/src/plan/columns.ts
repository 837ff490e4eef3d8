import { useState } from 'react';

export const optional = ['trend', 'coverage', 'status', 'lead'] as const;
export type Columns = Record<(typeof optional)[number], boolean>;

const kept = 'hub.plan.columns';
const usual: Columns = { trend: true, coverage: true, status: true, lead: false };

/** Which columns somebody wants to see: kept in this browser. */
export function useColumns(): [Columns, (columns: Columns) => void] {
  const [columns, set] = useState<Columns>(() => {
    try {
      return { ...usual, ...(JSON.parse(localStorage.getItem(kept) ?? '{}') as Partial<Columns>) };
    } catch {
      return usual;
    }
  });
  return [columns, next => {
    localStorage.setItem(kept, JSON.stringify(next));
    set(next);
  }];
}
