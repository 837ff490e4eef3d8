import { SearchOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ColumnChoice } from '../parts/columns';
import { useAddress, type Scope } from '../parts/scope';
import type { Columns } from './columns';
import type { Filters } from './figures';

export const readFilters = (search: URLSearchParams): Filters => ({ text: search.get('q') ?? '', verdict: search.get('verdict'), doubtful: search.get('doubtful') === '1', sort: search.get('sort') });

interface Given { scope: Scope; filters: Filters; shown: number; all: number; columns: Columns; onColumns: (columns: Columns) => void }

export function FilterBar({ scope, filters, shown, all, columns, onColumns }: Given) {
  const { t } = useTranslation('plan');
  const { t: app } = useTranslation('app');
  const [search, change] = useAddress();
  const [text, setText] = useState(filters.text);
  const year = scope.plan!.year;
  const isFiltered = filters.text !== '' || filters.verdict !== null || filters.doubtful;
  return (
    <div className="filters no-print" role="group" aria-label={t('filters.title')}>
      <Input
        className="filter-text" allowClear prefix={<SearchOutlined />} aria-label={t('filters.search')} placeholder={t('filters.search')} value={text}
        onChange={e => { setText(e.target.value); change({ q: e.target.value }); }}
      />
      <Segmented
        aria-label={t('verdict')} value={filters.doubtful ? 'doubtful' : filters.verdict ?? 'all'}
        onChange={value => change({ verdict: value === 'all' || value === 'doubtful' ? null : value, doubtful: value === 'doubtful' ? '1' : null })}
        options={(['all', 'missed', 'met', 'open', 'doubtful'] as const).map(value => ({ value, label: t(`filters.${value}`) }))}
      />
      <Select
        aria-label={t('filters.sort')} value={filters.sort ?? ''} onChange={sort => change({ sort })} popupMatchSelectWidth={false} className="filter-select"
        options={[{ value: '', label: t('filters.printed') }, { value: 'distance', label: t('filters.distance') }, { value: '-distance', label: t('filters.-distance') }, { value: 'coverage', label: t('filters.byCoverage') }, { value: 'title', label: t('filters.byTitle') }]}
      />
      <Select
        aria-label={t('filters.against')} value={search.get('against') ?? ''} onChange={against => change({ against })} popupMatchSelectWidth={false} className="filter-select"
        options={[{ value: '', label: t('filters.noAgainst') }, ...[1, 2, 3, 4].map(n => ({ value: `${year}-Q${n}`, label: `${t('filters.against')}: ${app('scope.quarter', { n })}` })), { value: `${year}-H1`, label: `${t('filters.against')}: ${app('scope.half')}` }, { value: `${year}-9M`, label: `${t('filters.against')}: ${app('scope.nine')}` }]}
      />
      <Select
        aria-label={t('filters.view')} value={scope.view ?? ''} onChange={view => change({ view })} popupMatchSelectWidth={false} className="filter-select"
        options={[{ value: '', label: `${t('filters.view')}: ${t('filters.asWas')}` }, { value: 'as-now', label: `${t('filters.view')}: ${t('filters.asNow')}` }]}
      />
      <ColumnChoice columns={columns} name={column => t(column)} onChange={onColumns} />
      <span className="quiet filter-count" role="status">
        {isFiltered && <>{t('filters.shown', { n: shown, all })} <Button type="link" size="small" onClick={() => { setText(''); change({ q: null, verdict: null, doubtful: null }); }}>{t('filters.clear')}</Button></>}
      </span>
    </div>
  );
}
