import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceDetail } from '../api/types';
import { useAddress } from '../parts/scope';
import { Answered, Nothing } from '../parts/states';
import { Editor, useConnectors } from './Editor';

/** What was read before is changed: the form is not filled anew while somebody types. */
export function EditTab({ source }: { source: SourceDetail }) {
  const { t } = useTranslation('sources');
  const connectors = useConnectors();
  const [search, change] = useAddress();
  const [isForAccount] = useState(search.get('start') === 'account');
  useEffect(() => { if (search.has('start')) change({ start: null }); }, [search, change]);
  return <Answered query={connectors}>{all => {
    const connector = all.find(c => c.key === source.connector);
    return connector ? <Editor connector={connector} source={source} isForAccount={isForAccount} key={source.revision} /> : <Nothing text={t('new.unknown')} />;
  }}</Answered>;
}
