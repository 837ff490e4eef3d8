import { useQuery } from '@tanstack/react-query';
import { DatePicker, Input, Switch, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { day } from '../parts/format';
import { NoneLeft } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { Answered, Nothing } from '../parts/states';
import { said } from '../parts/words';

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();

/** The org units as they were on a day, each with how it came and what became of it. */
export function Units() {
  const { t } = useTranslation('admin');
  const [search, change] = useAddress();
  const [at, isEnded, q] = [search.get('at'), search.get('ended') === 'true', plain(search.get('q') ?? '')];
  const units = useQuery({ queryKey: ['org-units', at, isEnded], staleTime: 60_000, queryFn: ({ signal }) => api.get('/api/v1/org-units', { query: { at, ended: isEnded }, signal }) });
  return (
    <>
      <p className="quiet">{t('units.about')}</p>
      <div className="filters">
        <Input.Search className="wide" allowClear placeholder={t('units.find')} aria-label={t('units.find')} defaultValue={search.get('q') ?? ''} onChange={event => change({ q: event.target.value })} />
        <DatePicker aria-label={t('units.at')} placeholder={t('units.at')} format="DD/MM/YYYY" value={at ? dayjs(at) : null} onChange={value => change({ at: value?.format('YYYY-MM-DD') })} />
        <label><Switch size="small" checked={isEnded} onChange={value => change({ ended: value ? 'true' : null })} aria-label={t('units.withEnded')} /> {t('units.withEnded')}</label>
      </div>
      <Answered query={units}>{({ units: all }) => {
        const names = new Map(all.map(u => [u.id, said(u.name)]));
        const left = all.filter(u => !q || plain(`${said(u.name)} ${u.id} ${u.code ?? ''} ${u.otherNames.join(' ')}`).includes(q));
        return all.length === 0 ? <Nothing text={t('units.none')} /> : left.length === 0 ? <NoneLeft onClear={() => change({ q: null })} /> : (
          <div className="sheet"><Table
            size="small" rowKey="id" dataSource={left} scroll={{ x: 'max-content' }} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
            columns={[
              { title: t('units.name'), render: (_, u) => <>{said(u.name)} {u.ended && <Tag>{t('units.ended')}</Tag>}<div className="small quiet"><code>{u.id}</code></div></> },
              { title: t('units.level'), render: (_, u) => (u.level ? t(`units.levels.${u.level}`) : '—') }, { title: t('units.parent'), render: (_, u) => (u.parent ? names.get(u.parent) ?? u.parent : '—') }, { title: t('units.code'), render: (_, u) => u.code ?? '—' },
              { title: t('units.history'), render: (_, u) => <span className="means small">{u.versions.length > 1 && u.versions.map((v, i) => <div key={i}>{said(v.name)} {v.from && t('units.from', { day: day(v.from) })} {v.to && t('units.to', { day: day(v.to, -1) })}</div>)}{u.events.map((e, i) => <div key={`e${i}`} className="quiet">{day(e.effective)}: {e.from.map(f => names.get(f) ?? f).join(', ')} → {e.to.map(f => names.get(f) ?? f).join(', ') || e.gap} ({e.legalRef})</div>)}</span> },
            ]}
          /></div>
        );
      }}</Answered>
    </>
  );
}
