import { Alert, Button, Empty, Skeleton, Typography } from 'antd';
import { useDeferredValue, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';

/** Nothing was answered yet. */
export function Loading({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation('app');
  return <div role="status" aria-label={t('loading')} className="pad"><Skeleton active title={false} paragraph={{ rows }} /></div>;
}

/** There is nothing, and the one thing to do about it. */
export function Nothing({ text, action }: { text: ReactNode; action?: ReactNode }) {
  return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text} className="pad">{action}</Empty>;
}

/** What went wrong and what to do, in the reader's words where there are some; the hub's own words and the trace beside them. */
export function Failed({ fault, retry, compact = false }: { fault: unknown; retry?: () => void; compact?: boolean }) {
  const { t, i18n } = useTranslation('app');
  const problem = fault instanceof Problem ? fault : null;
  const known = problem && i18n.exists(`problems.${problem.type}`, { ns: 'app' }) ? t(`problems.${problem.type}`) : null;
  const detail = problem ? problem.detail : String(fault instanceof Error ? fault.message : fault);
  return (
    <Alert
      type="error" showIcon role="alert" className={compact ? undefined : 'gap'}
      title={known ?? problem?.title ?? t('problems.page')}
      description={<>
        {detail && <Typography.Paragraph type={known ? 'secondary' : undefined} className="tight">{detail}</Typography.Paragraph>}
        {problem?.traceId && <Typography.Text type="secondary" copyable={{ text: problem.traceId }}>{t('trace')} <code>{problem.traceId}</code></Typography.Text>}
      </>}
      action={retry && <Button size="small" onClick={retry}>{t('retry')}</Button>}
    />
  );
}

interface Answer<T> { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown }

/**
 * One of the three states of a query: loading, failed, there. What was read before stays while a later reading fails. What comes in first is drawn in pieces, so that a large
 * answer does not keep the page from answering.
 */
export function Answered<T>({ query, rows, children }: { query: Answer<T>; rows?: number; children: (data: T) => ReactNode }) {
  const isThere = useDeferredValue(query.data !== undefined);
  if (isThere && query.data !== undefined) {
    return <>{query.error ? <Failed fault={query.error} retry={() => void query.refetch()} /> : null}{children(query.data)}</>;
  }
  return query.isPending || query.data !== undefined ? <Loading rows={rows} /> : <Failed fault={query.error} retry={() => void query.refetch()} />;
}
