import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Input, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { AuditedAct } from '../api/types';
import { Mark, NoneLeft, When } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { Answered, Nothing } from '../parts/states';

const facts = (value: unknown): [string, string][] => (value && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value).map(([k, v]) => [k, typeof v === 'object' ? JSON.stringify(v) : String(v)]) : value == null ? [] : [['', JSON.stringify(value)]]);

/** Who did what, when, and what it was before: nothing here can be changed. */
export function Audit() {
  const { t, i18n } = useTranslation('admin');
  const [search, change] = useAddress();
  const [who, action, subject] = [search.get('who'), search.get('action'), search.get('subject')];
  const acts = useInfiniteQuery({
    queryKey: ['audit', who, action, subject], initialPageParam: null as string | null, retry: false,
    queryFn: ({ signal, pageParam }) => api.get('/api/v1/audit', { query: { who, action, subject, limit: 50, cursor: pageParam }, signal }), getNextPageParam: page => page.next,
  });
  return (
    <>
      <p className="quiet">{t('audit.about')}</p>
      <form className="filters" key={`${who}|${action}|${subject}`} onSubmit={event => { event.preventDefault(); const form = new FormData(event.currentTarget); change({ who: String(form.get('who')), action: String(form.get('action')), subject: String(form.get('subject')) }); }}>
        <Input className="mid" name="who" allowClear placeholder={t('audit.who')} aria-label={t('audit.who')} defaultValue={who ?? ''} />
        <Input className="mid" name="action" allowClear placeholder={t('audit.action')} aria-label={t('audit.action')} defaultValue={action ?? ''} />
        <Input className="mid" name="subject" allowClear placeholder={t('audit.subject')} aria-label={t('audit.subject')} defaultValue={subject ?? ''} />
        <Button htmlType="submit">{t('search', { ns: 'app' })}</Button>
      </form>
      <Answered query={acts}>{data => {
        const all = data.pages.flatMap(page => page.items);
        if (all.length === 0) return who || action || subject ? <NoneLeft onClear={() => change({ who: null, action: null, subject: null })} /> : <Nothing text={t('audit.none')} />;
        return (
          <div className="sheet"><Table<AuditedAct>
            size="small" rowKey="seq" pagination={false} dataSource={all} scroll={{ x: 'max-content' }}
            expandable={{
              columnTitle: <span className="sr">{t('audit.details')}</span>, rowExpandable: a => a.before != null || a.after != null,
              expandedRowRender: a => <dl className="system-facts small">{facts(a.before).map(([k, v]) => <div key={`b${k}`}><dt>{t('audit.before')} {k}</dt><dd className="was">{v}</dd></div>)}{facts(a.after).map(([k, v]) => <div key={`a${k}`}><dt>{t('audit.after')} {k}</dt><dd className="is">{v}</dd></div>)}</dl>,
            }}
            columns={[
              { title: t('audit.at'), dataIndex: 'at', render: (at: string) => <When at={at} exact /> },
              { title: t('audit.who'), render: (_, a) => <>{a.who}{a.address && <div className="small quiet">{a.address}</div>}</> },
              { title: t('audit.action'), dataIndex: 'action', render: (value: string) => (i18n.exists(`admin:acts.${value.replaceAll('.', '_')}`) ? t(`acts.${value.replaceAll('.', '_')}`) : <code>{value}</code>) },
              { title: t('audit.subject'), dataIndex: 'subject', render: (value: string) => <button type="button" className="link" onClick={() => change({ subject: value })}><code className="break">{value}</code></button> },
              { title: t('audit.number'), dataIndex: 'seq', align: 'right' },
            ]}
          />
            {acts.hasNextPage && <Button loading={acts.isFetchingNextPage} onClick={() => void acts.fetchNextPage()}>{t('more', { ns: 'app' })}</Button>}
            <p className="small"><Mark tone="good">{t('audit.chained')}</Mark></p>
          </div>
        );
      }}</Answered>
    </>
  );
}
