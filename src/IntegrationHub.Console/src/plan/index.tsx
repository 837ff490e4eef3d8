import { useQuery } from '@tanstack/react-query';
import { Card, Table, Typography } from 'antd';
import { api } from '../api/client';
import type { ProgressRow } from '../api/types';
import { display } from '../parts/format';
import { scopeQuery, useScope } from '../parts/scope';
import { Answered } from '../parts/states';
import { addWords, said } from '../parts/words';
import { useTranslation } from 'react-i18next';
import en from './en.json';
import vi from './vi.json';

addWords('plan', vi, en);

export default function Plan() {
  const { t } = useTranslation('plan');
  const scope = useScope();
  const plan = scope.plan?.id;
  const progress = useQuery({
    queryKey: ['figures', 'progress', plan, scopeQuery(scope)], enabled: plan !== undefined,
    queryFn: ({ signal }) => api.get('/api/v1/plans/{plan}/progress', { path: { plan: plan! }, query: scopeQuery(scope), signal }),
  });
  return (
    <>
      <Typography.Title level={1}>{said(scope.plan?.title)}</Typography.Title>
      <Answered query={progress}>{data => (
        <Card><Table<ProgressRow>
          size="small" pagination={false} rowKey={r => `${r.indicator}|${r.part ?? ''}|${r.level ?? ''}`} dataSource={data.rows as ProgressRow[]}
          columns={[{ title: t('indicator'), dataIndex: 'title' }, { title: t('result'), align: 'right', render: (_, r) => display(r.display) }, { title: t('verdict'), render: (_, r) => t(`verdicts.${r.verdict}`) }]}
        /></Card>
      )}</Answered>
    </>
  );
}
