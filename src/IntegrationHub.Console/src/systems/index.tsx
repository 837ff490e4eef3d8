import { useQuery } from '@tanstack/react-query';
import { Input, Select, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import type { SystemAnswer } from '../api/types';
import { ColumnChoice, useColumns } from '../parts/columns';
import { day } from '../parts/format';
import { usePolling } from '../parts/live';
import { Head, Mark, NoneLeft, type Tone } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { Answered, Nothing } from '../parts/states';
import { addWords, said } from '../parts/words';
import en from './en.json';
import './systems.css';
import vi from './vi.json';

addWords('systems', vi, en);

const tones: Record<string, Tone> = { connected: 'good', failing: 'bad', configured: 'warn', 'not-connected': 'late', 'not-needed': 'quiet' };
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();

/** Every information system that the plans name, what it is to the hub, and whether it is connected today. */
export default function Systems() {
  const { t } = useTranslation('systems');
  const [search, change] = useAddress();
  const [columns, choose] = useColumns('systems', { role: true, confirmedTo: true, sources: true });
  const systems = useQuery({ queryKey: ['systems'], refetchInterval: usePolling(30), queryFn: ({ signal }) => api.get('/api/v1/systems', { signal }) });
  const [role, state, group, q] = [search.get('role') ?? '', search.get('state') ?? '', search.get('group') ?? '', plain(search.get('q') ?? '')];
  return (
    <>
      <Head title={t('title')} about={t('about')} />
      <Answered query={systems}>{all => {
        const left = all.filter(s => (!role || s.role === role || s.also.some(a => a === role)) && (!state || s.state === state) && (!group || s.group === group) && (!q || plain(`${s.code} ${said(s.name)} ${s.owner ?? ''}`).includes(q)));
        const count = (key: string) => all.filter(s => s.state === key).length;
        if (all.length === 0) return <Nothing text={t('none')} />;
        return (
          <>
            <ul className="tallies">{Object.keys(tones).map(key => <li key={key}><button type="button" aria-pressed={state === key} onClick={() => change({ state: state === key ? null : key })}><b>{count(key)}</b> <Mark tone={tones[key]!}>{t(`states.${key}`)}</Mark></button></li>)}</ul>
            <div className="filters">
              <Input.Search className="wide" allowClear placeholder={t('find')} aria-label={t('find')} defaultValue={search.get('q') ?? ''} onChange={event => change({ q: event.target.value })} />
              <Select className="mid" aria-label={t('role')} value={role} onChange={value => change({ role: value })} options={[{ value: '', label: t('anyRole') }, ...[...new Set(all.map(s => s.role))].sort().map(value => ({ value, label: t(`roles.${value}`, value) }))]} />
              <Select className="mid" aria-label={t('group')} value={group} onChange={value => change({ group: value })} options={[{ value: '', label: t('anyGroup') }, ...[...new Set(all.map(s => s.group))].sort().map(value => ({ value, label: t(`groups.${value}`, value) }))]} />
              <ColumnChoice columns={columns} name={column => t(column)} onChange={choose} />
              <span className="small quiet" role="status">{t('shown', { n: left.length, of: all.length })}</span>
            </div>
            {left.length === 0 ? <NoneLeft onClear={() => change({ role: null, state: null, group: null, q: null })} /> : (
              <div className="sheet"><Table<SystemAnswer>
                size="small" rowKey="code" dataSource={left} scroll={{ x: 'max-content' }} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} sticky={{ offsetHeader: 56 }}
                expandable={{ expandedRowRender: s => <Facts system={s} />, columnTitle: <span className="sr">{t('details')}</span> }}
                columns={[
                  { title: t('code'), dataIndex: 'code', render: (code: string) => <code>{code}</code>, sorter: (a, b) => a.code.localeCompare(b.code) },
                  { title: t('name'), render: (_, s) => <span className="means">{said(s.name)}</span>, sorter: (a, b) => said(a.name).localeCompare(said(b.name), 'vi') },
                  { title: t('role'), hidden: !columns.role, render: (_, s) => [s.role, ...s.also].map(r => <Tag key={r}>{t(`roles.${r}`, r)}</Tag>) },
                  { title: t('state'), render: (_, s) => <Mark tone={tones[s.state] ?? 'quiet'}>{t(`states.${s.state}`, s.state)}</Mark> },
                  { title: t('confirmedTo'), hidden: !columns.confirmedTo, render: (_, s) => (s.confirmedTo && s.sources.length > 0 ? day(s.confirmedTo) : '—') },
                  { title: t('sources'), hidden: !columns.sources, render: (_, s) => (s.sources.length > 0 ? s.sources.map(id => <div key={id}><Link to={`/sources/${encodeURIComponent(id)}`}>{id}</Link></div>) : s.connectors.length > 0 && s.state === 'not-connected' ? <Link to={`/sources/new/${s.connectors[0]}`}>{t('connect')}</Link> : '—') },
                ]}
              /></div>
            )}
          </>
        );
      }}</Answered>
    </>
  );
}

function Facts({ system }: { system: SystemAnswer }) {
  const { t } = useTranslation('systems');
  return (
    <dl className="system-facts small">
      <div><dt>{t('namedIn')}</dt><dd>{system.namedIn}</dd></div>
      {system.owner && <div><dt>{t('owner')}</dt><dd>{system.owner}</dd></div>}
      <div><dt>{t('indicators')}</dt><dd>{system.indicators.length > 0 ? system.indicators.map(i => <code key={i} className="tagged">{i}</code>) : '—'}</dd></div>
      <div><dt>{t('connectors')}</dt><dd>{system.connectors.join(', ') || '—'}</dd></div>
      {system.shared != null && <div><dt>{t('shared')}</dt><dd>{t(system.shared ? 'yes' : 'no')}</dd></div>}
    </dl>
  );
}
