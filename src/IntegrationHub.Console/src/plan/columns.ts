import { useColumns, type Shown } from '../parts/columns';

export type Columns = Shown<'trend' | 'coverage' | 'status' | 'lead'>;

const usual: Columns = { trend: true, coverage: true, status: true, lead: false };

export const usePlanColumns = () => useColumns('plan', usual);
