import type { KeyboardEvent, ReactNode } from 'react';
import './figure.css';

interface Tab { key: string; label: ReactNode; children: ReactNode }

/** Tabs that scroll sideways where they do not fit. Ant Design's put a button for the rest among the tabs, which a screen reader takes for a broken list. */
export function TabBar({ label, items, activeKey, onChange }: { label: string; items: Tab[]; activeKey: string; onChange: (key: string) => void }) {
  const active = items.find(i => i.key === activeKey) ?? items[0]!;
  const move = (event: KeyboardEvent<HTMLButtonElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = items[(items.indexOf(active) + step + items.length) % items.length]!;
    onChange(next.key);
    document.getElementById(`tab-${next.key}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={label} className="tab-bar no-print">
        {items.map(item => (
          <button key={item.key} id={`tab-${item.key}`} type="button" role="tab" aria-selected={item === active} aria-controls={`panel-${active.key}`} tabIndex={item === active ? 0 : -1} onClick={() => onChange(item.key)} onKeyDown={move}>{item.label}</button>
        ))}
      </div>
      <div role="tabpanel" id={`panel-${active.key}`} aria-labelledby={`tab-${active.key}`} key={active.key}>{active.children}</div>
    </>
  );
}
