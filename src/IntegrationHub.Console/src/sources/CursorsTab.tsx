import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { number } from '../parts/format';
import { usePolling } from '../parts/live';
import { When } from '../parts/marks';
import { Answered, Nothing } from '../parts/states';

/** How far each stream was read. */
export function CursorsTab({ id }: { id: string }) {
  const { t } = useTranslation('sources');
  const cursors = useQuery({ queryKey: ['sources', 'cursors', id], refetchInterval: usePolling(10), queryFn: ({ signal }) => api.get('/api/v1/sources/{id}/cursors', { path: { id }, signal }) });
  return (
    <Answered query={cursors}>{all => all.length === 0 ? <Nothing text={t('cursor.none')} /> : (
      <div className="sheet"><p className="quiet">{t('cursor.about')}</p>
        <Table
          size="small" pagination={false} rowKey={c => `${c.stream}@${c.backfill ?? ''}`} dataSource={all} scroll={{ x: 'max-content' }}
          columns={[
            { title: t('stream'), render: (_, c) => <><code>{c.stream}</code>{c.backfill && <div className="small quiet">{t('tab.backfill')}: {c.backfill}</div>}</> },
            { title: t('cursor.place'), render: (_, c) => <code className="small break means">{c.cursor}</code> },
            { title: t('moved'), render: (_, c) => <When at={c.movedAt} /> },
            { title: t('cursor.open'), align: 'right', render: (_, c) => number(c.openRecords) },
          ]}
        />
      </div>
    )}</Answered>
  );
}
