import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { address } from '../api/client';
import { scopeQuery, type Scope } from '../parts/scope';

/** The hub makes the files: what is downloaded is what it answers, not what a browser has put together. */
export function Exports({ scope }: { scope: Scope }) {
  const { t } = useTranslation('plan');
  const path = { plan: scope.plan!.id };
  const query = scopeQuery(scope);
  const items = [
    { key: 'xlsx', href: address('/api/v1/plans/{plan}/report.xlsx', path, query) }, { key: 'docx', href: address('/api/v1/plans/{plan}/report.docx', path, query) },
    { key: 'csv', href: address('/api/v1/plans/{plan}/export', path, query) }, { key: 'csvUnits', href: address('/api/v1/plans/{plan}/export', path, { ...query, below: true }) },
    { key: 'sdmx', href: address('/api/v1/plans/{plan}/export', path, { ...query, format: 'sdmx-csv' }) },
  ];
  return (
    <div className="no-print plan-actions">
      <Dropdown trigger={['click']} menu={{ items: items.map(({ key, href }) => ({ key, label: <a href={href} download>{t(`export.${key}`)}</a> })) }}>
        <Button icon={<DownloadOutlined />}>{t('export.title')}</Button>
      </Dropdown>
      <Button icon={<PrinterOutlined />} onClick={() => window.print()}>{t('export.print')}</Button>
    </div>
  );
}
