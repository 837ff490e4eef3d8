import { useTranslation } from 'react-i18next';
import { Head } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { useMay } from '../parts/session';
import { TabBar } from '../parts/TabBar';
import { addWords } from '../parts/words';
import { Audit } from './Audit';
import { Catalogue } from './Catalogue';
import en from './en.json';
import { Keys } from './Keys';
import { Secrets } from './Secrets';
import { Subscribers } from './Subscribers';
import { Units } from './Units';
import { Users } from './Users';
import vi from './vi.json';

addWords('admin', vi, en);

export default function Admin() {
  const { t } = useTranslation('admin');
  const [search, change] = useAddress();
  const isAdministrator = useMay('administer');
  return (
    <>
      <Head title={t('title')} about={t('about')} />
      <TabBar
        label={t('title')} activeKey={search.get('tab') ?? 'subscribers'} onChange={tab => change({ tab: tab === 'subscribers' ? null : tab, subject: null, action: null, who: null, subscriber: null, file: null, version: null }, { push: true })}
        items={[
          { key: 'subscribers', label: t('tab.subscribers'), children: <Subscribers /> },
          { key: 'catalogue', label: t('tab.catalogue'), children: <Catalogue /> },
          { key: 'units', label: t('tab.units'), children: <Units /> },
          ...(isAdministrator ? [{ key: 'users', label: t('tab.users'), children: <Users /> }, { key: 'keys', label: t('tab.keys'), children: <Keys /> }, { key: 'audit', label: t('tab.audit'), children: <Audit /> }, { key: 'secrets', label: t('tab.secrets'), children: <Secrets /> }] : []),
        ]}
      />
    </>
  );
}
