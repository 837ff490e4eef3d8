import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export type Shown<Name extends string> = Record<Name, boolean>;

/** Which columns of a table somebody wants to see: kept in this browser. */
export function useColumns<Name extends string>(table: string, usual: Shown<Name>): [Shown<Name>, (columns: Shown<Name>) => void] {
  const kept = `hub.${table}.columns`;
  const [columns, set] = useState<Shown<Name>>(() => {
    try {
      return { ...usual, ...(JSON.parse(localStorage.getItem(kept) ?? '{}') as Partial<Shown<Name>>) };
    } catch {
      return usual;
    }
  });
  return [columns, next => {
    localStorage.setItem(kept, JSON.stringify(next));
    set(next);
  }];
}

/** The columns that may be left out, each to be ticked. */
export function ColumnChoice<Name extends string>({ columns, name, onChange }: { columns: Shown<Name>; name: (column: Name) => string; onChange: (columns: Shown<Name>) => void }) {
  const { t } = useTranslation('app');
  return (
    <Popover trigger="click" placement="bottomRight" content={<div className="column-choice">{(Object.keys(columns) as Name[]).map(column => <Checkbox key={column} checked={columns[column]} onChange={e => onChange({ ...columns, [column]: e.target.checked })}>{name(column)}</Checkbox>)}</div>}>
      <Button icon={<SettingOutlined />} aria-label={t('columns')} />
    </Popover>
  );
}
