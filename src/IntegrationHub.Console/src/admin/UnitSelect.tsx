import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { said } from '../parts/words';

/** A unit with what is below it, or everything. */
export function UnitSelect({ id, value, onChange }: { id: string; value: string; onChange: (unit: string) => void }) {
  const { t } = useTranslation('admin');
  const units = useQuery({ queryKey: ['org-units', 'now'], staleTime: 300_000, queryFn: ({ signal }) => api.get('/api/v1/org-units', { signal }) });
  return <Select id={id} className="full" showSearch={{ optionFilterProp: 'label' }} value={value} loading={units.isFetching} onChange={onChange} options={[{ value: '', label: t('users.whole') }, ...(units.data?.units ?? []).map(u => ({ value: u.id, label: said(u.name) }))]} />;
}
